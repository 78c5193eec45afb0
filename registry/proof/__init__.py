"""Proof of the trail: a Merkle tree over it, signed checkpoints, and the check of both. Pure: no database, file or network."""
