"""A real sample of PubMed, a loopback server over it, and the demo."""
