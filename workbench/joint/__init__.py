"""Samen optellen: sums over organisations that do not share their data.

An organisation splits its table into shares at home and seals each share for one compute party; three or five compute
parties add up what they cannot read, decide inside which sums are too small, and open only the rest. `identity` holds
who a party is, `manifest` what all of them agreed to, `shares` what travels, `party` the process of a compute party,
`protocol` what is computed, and `plain` the same computation in the open, for organisations that may share.
"""
