"""Whether the addresses that resources lead to still answer, with what was asked for.

Words: a *link* is one address as it is asked; its *outcome* is what came of asking it once, its
*standing* what is thought of it by all its history; a *miss* is an outcome that counts against it;
it is *lost* after repeated misses, and a resource none of whose addresses answers is then
*unavailable*, not withdrawn. A *visit* asks some links of one host, one after the other; a *round*
makes many visits side by side. A *pardon* is a curator's word that an outcome is fine.

`gathering` keeps the links of resources, `asking` asks one, `rounds` asks many, `judging` says what
an answer means, `keeping` writes it down, `deciding` is what curators do. No request leaves the
machine unless the operator has turned link checks on.
"""
