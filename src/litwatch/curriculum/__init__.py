"""What we say in the seminars: key messages, their wordings, and what records say of them."""
