"""Reading lists: resources in an order, with a word on what to do with each and for how long. Anybody
has one in their browser or in an address, members keep some under their account.

Words: an *entry* is a resource on a list, by its public id; a list that is *published* is open to
whoever has its address.
"""
