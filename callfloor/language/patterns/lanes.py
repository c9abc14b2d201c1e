"""Sentences of a study of VIP lanes: what it recommends and why, what a lane costs besides, what its map and its regions rest on."""

from __future__ import annotations

from callfloor.language import later

SENTENCES = tuple(map(later, (
    "It costs {cost} for people: the least of {count} of {other} designs that meet their targets.",
    "It costs {cost} for people and {lost} for lost customers: the least of {count} of {other} designs that meet their targets.",
    "The dearest, {design}, costs {share} more.",
    "The best lane is {design}: it costs {cost} more ({share}), people and lost customers together.",
    "The best lane is {design}: it costs {cost} less ({share}), people and lost customers together.",
    "Theory leaves it open here: both classes are alike, but where hardly anybody is answered in time, one overfull line may answer fewer in time than two.",
    "A lane cannot cost less here: both classes have the same target, handling, patience and wages, and everybody can serve both. The people of any "
    "lane and pool could stand in one line's service instead: then nobody is idle while somebody waits, and no wait in all is longer.",
    "Theory leaves it open here, for the classes differ in {things}.",
    "Its people cost as much as those of {design}, within {share}.",
    "Its people cost {cost} more than those of {design}: {parts}.",
    "Its people cost {cost} less than those of {design}: {parts}.",
    "{name} is answered in time in {share} of all cases, where {asked_share} are asked and the other design gives {given}: {because}.",
    "Those in the lane are busy {share} of the time: the fewer people a group has, the more of them must be free for the same promise.",
    "{design} pays nowhere on this map at {cost} a lost customer of {group}: it saves none of them.",
    "{design} pays nowhere on this map at {cost} a lost customer of {group}; it would from {from_cost} on, at the best point.",
    "{design} pays nowhere on this map at {cost} a lost customer of {group}; at {count} points its people cost less but more {name} are lost: there it pays only up to {up_to}.",
    "{design} pays nowhere on this map at {cost} a lost customer of {group}; it would from {from_cost} on, at the best point; "
    "at {count} points its people cost less but more {name} are lost: there it pays only up to {up_to}.",
    "{design} pays everywhere on this map.",
    "{design} pays at {count} of {other} points, from a share of {share} at {times} times the volume on.",
    "Where it costs less but loses more of {name}, it pays only while a lost one costs little.",
    "At {count} points no number of agents keeps the targets both ways.",
    "Today's rules are among them: that a change pays is not shown.",
)))  # fmt: skip
REASONS = tuple(map(later, (
    "{cost} more for wages ({hour})",
    "{cost} less for wages ({hour})",
    "{cost} more for dearer or cheaper shifts",
    "{cost} less for dearer or cheaper shifts",
    "{cost} more for dearer or cheaper shifts ({hour})",
    "{cost} less for dearer or cheaper shifts ({hour})",
    "{cost} more for talk and wrap-up ({number_of} hours, there {count})",
    "{cost} less for talk and wrap-up ({number_of} hours, there {count})",
    "{cost} more for time in which they are free (busy {share} of the time, there {other_share})",
    "{cost} less for time in which they are free (busy {share} of the time, there {other_share})",
    "{cost} more for the rest",
    "{cost} less for the rest",
    "an hour on the floor costs {cost}, there {count}",
    "one line cannot tell {name} from {group}, so the strictest promise to either is kept to all",
    "its rules and its people cannot give less without breaking another promise",
    "targets",
    "handling",
    "patience",
    "the cost of a loss",
    "wages",
    "{design}, {names} to a bot first",
)))  # fmt: skip
NONE = tuple(map(later, (
    "No design meets the targets with the people and shifts that there are.",
    "No plan was found for any of them.",
    "At no point of this map do both ways keep the targets, whatever the number of agents: costs cannot be compared.",
    "no plan was found",
)))  # fmt: skip
NOTES = tuple(map(later, (
    "Compared are ways to serve {name} (the VIPs) and {group}; all other contacts, queues and people are the same in all.",
    "In a lane are {names}, in the pool {groups}: each with the handling times and the wage that the scenario gives them.",
    "Every target is asked of every design, of the same queue or contact type; targets about people who are not hired in a design are left out there.",
    "A design counts as meeting its targets where no period misses one by more than its 95 % limits: all are sized to the brink.",
    "Nobody in {file} is there for {name} first: a lane has people like those of {group}, at the same wage.",
    "Nobody is there for {name} first: its lane has people like those of {group}.",
    "{names} share the queue {queue}: {name} waits in {key} here, and what is asked of {group} is asked of each.",
    "The room to wait in {queue} is divided as its contacts are: {count} may wait in {key}, {number} in {group}.",
    "In designs in which {names} serve {queue}, they handle it as {group} does: the scenario does not say.",
    "No shifts are given for the people of these classes: they are staffed interval by interval.",
    "{names} have no shifts to choose from and keep their staffing in every design.",
    "{names} serve neither class and keep their staffing in every design.",
    "{name} comes to {queues} too, and is in neither class: it is served there in every design, and no figure of a class counts it.",
    "People of {names} are not hired where everybody serves everybody: those of {group} cost as much or less for every contact.",
    "40% accept to be called back and 85% of them are reached, after 5 to 20 s of dialling: assumptions; see your dialler's report.",
    "The bot settles {share} of {name} and takes as {group} does; who is not settled goes on as before.",
    "The bot settles {share} of {name} and takes 50 s on average, an assumption; who is not settled goes on as before.",
    "A bot comes first.",
    "The map holds a dedicated lane against one shared design, the cheapest in the centre as it is ({design}), at every point.",
    "Agents are counted interval by interval without shifts, by load + beta x square root of the load with the least beta that meets the "
    "targets over the days as a whole; a beta is found to within {number_of}.",
    "A lost customer of {name} is the mean one: each contact type counts at its own cost, by how many of it are lost.",
    "At its busiest the lane has a load of {number_of} erlangs. {share} within {seconds} s takes a beta of {beta}: {count} agents by the rule, "
    "{other} on the floor as sized.",
)))  # fmt: skip
PATTERNS = (*SENTENCES, *REASONS, *NONE, *NOTES)
