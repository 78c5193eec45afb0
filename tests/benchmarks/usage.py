"""How fast the question is answered whether data may be used: `python -m tests.benchmarks.usage`."""

from tests.registry.policy.transfer.speed import p95_of_decide

from .goals import Goals

QUESTIONS = 20_000
GOAL = 1.0
"""Milliseconds within which nineteen of twenty answers are there."""


def main() -> None:
    goals = Goals()
    print(f"may it be used, {QUESTIONS} questions")
    goals.at_most("p95 of an answer in ms", p95_of_decide(QUESTIONS, changes=False) * 1000, GOAL)
    print(f"  p95 with what would change it in ms: {p95_of_decide(QUESTIONS // 20, changes=True) * 1000:.2f}", flush=True)
    goals.end()


if __name__ == "__main__":
    main()
