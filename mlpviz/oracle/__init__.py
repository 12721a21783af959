"""The second witness: torch autograd. The only folder that imports torch, and only when it is needed."""
