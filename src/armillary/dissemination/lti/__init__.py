"""LTI 1.3 and Deep Linking 2: teachers pick resources from inside of their learning platform, and the
platform opens them there.

Words: a *platform* is a learning management system; its *registration* is what we know of it, found by
issuer and client id; a *deployment* is one place of the platform where the tool was put, by the platform's
own id; a *launch* is one opening of the tool, told of in a token that the platform signs; a *pick* is the
choice of resources that we send back, signed by a key of ours; an *invitation* is a link by which one
platform registers by itself, once. Nobody's name, address or role is asked for or kept, there is no session
and no cookie: what a page has to know stands signed in its own form.

1EdTech LTI Core 1.3, Deep Linking 2.0, Dynamic Registration 1.0, OIDC Login with LTI Client Side
postMessages 0.1.
"""
