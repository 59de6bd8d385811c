"""Following whether an approach works, honestly: what moved, what can be said of it, and what cannot.

Pure functions on published series. `guard` decides whether a question may be asked of a series at all; `charts`,
`funnel`, `interrupted`, `difference` and `synthetic` answer it; `power` says beforehand what could be seen.
"""
