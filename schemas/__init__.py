"""What Serai talks about. Pure: no I/O."""
