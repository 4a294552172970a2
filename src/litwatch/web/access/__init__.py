"""Who gets in: the three modes, sessions, passwords, and how guessing is slowed down."""
