"""The only sockets: E-utilities, and the readers that turn bytes and files into records.

Nothing is imported here, so that a file can be read without loading the network's libraries.
"""
