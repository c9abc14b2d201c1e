"""Journeys: what else may happen to a contact than being answered once and for all.

Somebody who gives up may try again (`Retry`) or complain (`Complaint`); who waits may be called back (`Callback`). After an
answer that did not settle the matter, the contact may be handed on (`Escalate`) or come again (`Repeat`); after one that did,
a service call may follow (`FollowUp`). Shares are drawn for each contact before the day begins; the floor does as they say.
"""

from typing import Self

from pydantic import model_validator

from scenarios.distributions import Fixed
from scenarios.faults import Problem, RefusedError
from scenarios.fields import (
    ContactTypeName,
    Lasting,
    Part,
    PositiveSeconds,
    QueueName,
    Seconds,
    Share,
    Time,
    Whole,
    field,
)

SLACK = 1e-9  # what arithmetic may lose when shares are added


class Retry(Part):
    """Who tries again after not being served, and when."""

    after_abandoning: Share = field("Share of those who abandoned who try again.", default=0.0)
    after_blocking: Share = field(
        "Share of those blocked, or turned away at a closed queue, who try again.", default=0.0
    )
    delay: Time = field("From giving up to the next attempt.", unit="time")
    attempts: Whole = field("Most attempts of one customer, the first included.", at_least=1)


class FollowUp(Part):
    """A service call that the centre makes after contacts that were settled: how did it go?"""

    share: Share = field("Share of the resolved contacts that get one.")
    contact_type: ContactTypeName = field("The contact type it comes as; deferred work that enters a queue directly.")
    delay: Time = field("From the end of talk until it is due to be made.", unit="time")


class Complaint(Part):
    """Who complains: of having given up, of a long wait, of an answer that settled nothing."""

    contact_type: ContactTypeName = field("The contact type it comes as; deferred work that enters a queue directly.")
    after_abandoning: Share = field("Share of those who gave up for good who complain.", default=0.0)
    after_waiting: Share = field("Share of those answered after `longer_than` who complain.", default=0.0)
    longer_than: Seconds | None = field("With after_waiting: the wait that is too long.", unit="time", default=None)
    unresolved: Share = field("Share of the unresolved contacts that complain.", default=0.0)
    delay: Time = field("From the end of the contact until the complaint arrives.", unit="time")

    @model_validator(mode="after")
    def _says_how_long(self) -> Self:
        if self.after_waiting > 0 and self.longer_than is None:
            raise RefusedError("after_waiting needs longer_than, the wait that is too long; write longer_than: 5 min")
        if self.longer_than is not None and "after_waiting" not in self.model_fields_set:
            mend = "longer_than goes with after_waiting; write after_waiting: 0.1 or take it out"
            raise RefusedError(Problem(mend, ("longer_than",)))
        return self


class Callback(Part):
    """An offer to be called back instead of waiting on the line."""

    offer_above: Seconds = field("Offered when the expected wait is longer than this.", unit="time")
    accept: Share = field("Share of those offered one who accept.")
    dial: Time = field("What dialling takes the agent.", unit="time", default=Fixed(0.0))
    reached: Share = field("Share of those called back who are reached.", default=1.0)


class Escalate(Part):
    """Handing an unresolved contact on to another queue."""

    to: QueueName = field("The queue it goes to.")
    share: Share = field("Share of the unresolved.")
    warm: Share = field("Share of the escalated whose first agent stays until the second has heard it.", default=0.0)
    handover: Time = field("How long both agents talk in a warm one.", unit="time", default=Fixed(0.0))


class Repeat(Part):
    """Coming again with what was not settled."""

    share: Share = field("Share of the unresolved.")
    delay: Lasting = field("From the end of talk until the contact comes again.", unit="time")
    same_agent: PositiveSeconds | None = field(
        "Held this long for the agent who had it; left out, anyone takes it.", unit="time", default=None
    )


class Unresolved(Part):
    """What becomes of contacts that were answered but not settled."""

    escalate: Escalate | None = field("Those handed on to another queue.", default=None)
    repeat: Repeat | None = field("Those who come again.", default=None)
