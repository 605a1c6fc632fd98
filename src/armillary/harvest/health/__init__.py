"""What a source does wrong, told to the people who run it: the rule, its standard, how often, since
when, an example and how to mend it.

Words: a *rule* is one thing that a standard asks of a provider; a *finding* is how often a source
breaks it; a *fault* is one record that does; a *trend* compares with the run before. Findings are
counted by tasks and kept; a page only reads them. They say nothing of the quality of resources.
Contexts above add rules and counters of their own (`registry.register`). Doors: the desk's page of a
source, an address without an account, `/api/v1/sources/NAME/health`, `armillary harvest report`.
"""
