"""How figures come in: StatLine (OData v3 and v4), PDOK, plain files, partner deliveries and invented demo figures.

A source gives what the publisher serves in the columns of the one table, verified, or raises; it stores nothing but
the pages it fetched, in a staging folder that it is given.
"""
