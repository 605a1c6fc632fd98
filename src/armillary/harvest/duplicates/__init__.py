"""What becomes of pairs that `methods.linkage` finds: merged by the machine, asked about, or nothing.

A machine merges only what is surely the same and where nobody has said otherwise; a decision holds
for whole families, so that no third resource joins what somebody has kept apart."""
