"""Tell other machines what changes here, as it happens, instead of having them ask again and again.

Words: a *webhook* is an address of somebody else's that wants to be told; an *event* is that a
resource was listed, changed, withdrawn or merged; a *delivery* is one event handed to one webhook,
tried again until it is taken; its *secret* signs what is sent, so that a receiver knows it is ours.

Events are read from the stored records in the order of their positions, from where each webhook
stands. Nothing is put aside for a webhook: a worker that was down, a receiver that was away or a
harvest of a million resources leaves no queue behind, and whoever comes late is told how things are
now, once for each resource. One event goes in a request, as Standard Webhooks 1.0 has it, because the
id of a message is what a receiver knows a repetition by.
"""
