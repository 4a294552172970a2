"""What the API answers: its shapes, their description, and how an answer is made."""
