"""The pictures of training: how it goes, and what the network learned."""
