"""What is wanted of a benchmark: each figure is printed with its goal, and the run fails in the end if one is missed."""

import sys


class Goals:
    """The figures so far."""

    def __init__(self) -> None:
        self._missed: list[str] = []

    def at_most(self, name: str, figure: float, goal: float) -> None:
        self._say(name, f"{figure:.2f} (goal: at most {goal})", kept=figure <= goal)

    def at_least(self, name: str, figure: float, goal: float) -> None:
        self._say(name, f"{figure:.2f} (goal: at least {goal})", kept=figure >= goal)

    def end(self) -> None:
        """Exit with an error if a goal was missed."""
        if self._missed:
            sys.exit("goals missed:\n" + "\n".join(self._missed))

    def _say(self, name: str, told: str, *, kept: bool) -> None:
        print(f"  {'' if kept else 'MISSED '}{name}: {told}", flush=True)
        if not kept:
            self._missed.append(f"  {name}: {told}")
