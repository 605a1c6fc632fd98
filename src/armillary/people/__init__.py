"""Accounts, roles and grants, sign-in, the decision log, export and erasure of personal data.

Words: a *person* has an account; an *actor* is a person or the machine itself; a *grant* gives a
person a role, on the whole site or on one object, until it expires; the *log* holds one entry per
decision. Doors: `/accounts/…`, `/desk/people/`, `armillary people …`.
"""
