"""Satisfaction: what customers would say of how they were served, on a scale of 0 to 100.

After SERVPERF (Cronin and Taylor 1992): service is judged in five dimensions. Each has a score for when all goes well, and what goes
wrong takes points off one of them: waiting off responsiveness, an unsettled matter off reliability, being handed on off
assurance, having to come again off empathy. No dimension falls below 0. A contact's score is the weighted sum.
"""

from typing import Annotated, Self, TypeAlias

from pydantic import BeforeValidator, Field, model_validator

from scenarios import units
from scenarios.faults import Problem, RefusedError, shown
from scenarios.fields import Factor, Part, Share, field

Score: TypeAlias = Annotated[float, BeforeValidator(units.not_negative), Field(le=100)]


class Dimensions(Part):
    """The score of each dimension when all goes well, 0 to 100."""

    reliability: Score = field("Is the matter settled, as promised?", default=100.0)
    responsiveness: Score = field("Is help prompt?", default=100.0)
    assurance: Score = field("Do they know what they are doing?", default=100.0)
    empathy: Score = field("Do they care about me?", default=100.0)
    tangibles: Score = field("What is seen and heard: the line, the voice, the pages.", default=100.0)


class Weights(Part):
    """What each dimension counts; they sum to 1."""

    reliability: Share = field("Weight of reliability.", default=0.2)
    responsiveness: Share = field("Weight of responsiveness.", default=0.2)
    assurance: Share = field("Weight of assurance.", default=0.2)
    empathy: Share = field("Weight of empathy.", default=0.2)
    tangibles: Share = field("Weight of tangibles.", default=0.2)

    @model_validator(mode="after")
    def _sum_to_one(self) -> Self:
        total = self.reliability + self.responsiveness + self.assurance + self.empathy + self.tangibles
        if abs(total - 1) > 1e-9:
            raise RefusedError(f"the weights sum to {shown(total)}, not 1; each left out weighs 0.2, so write all five")
        return self


class Bands(Part):
    """From which scores on customers are well served, and served well enough."""

    good: Score = field("A score from here on is good.", default=85.0)
    pass_: Score = field("A score from here on is a pass.", alias="pass", default=70.0)

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.pass_ > self.good:
            message = f"a pass ({shown(self.pass_)}) asks more than good ({shown(self.good)}); lower it or raise good"
            raise RefusedError(Problem(message, ("pass",)))
        return self


class Satisfaction(Part):
    """How a contact is scored."""

    dimensions: Dimensions = field("Scores when all goes well.", default=Dimensions())
    weights: Weights = field("What each dimension counts.", default=Weights())
    wait_per_min: Factor = field("Points off responsiveness for each minute waited.", default=0.0)
    unresolved: Factor = field("Points off reliability if the matter is not settled.", default=0.0)
    transfer: Factor = field("Points off assurance for each time the contact was handed on.", default=0.0)
    repeat: Factor = field("Points off empathy for each time the customer had to try or come again.", default=0.0)
    bands: Bands = field("From which scores on it is good, or a pass.", default=Bands())

    @property
    def good(self) -> float:
        """A score from here on is good."""
        return self.bands.good

    @property
    def pass_(self) -> float:
        """A score from here on is a pass."""
        return self.bands.pass_
