"""The only SMTP socket: addresses, a message as bytes, and a server that takes it or does not.

Nothing here knows what an edition is or keeps anything; the pipeline joins this to the store.
"""
