"""What every feature stands on. Imports no feature.

actor     who acts, and what they may do now
uow       unit_of_work and snapshot: the only places a transaction opens
log       the tenant's numbered events
doorbell  after commit: tell the readers
permissions, audience   role x resource x verb x scope; who sees an event
records   the record kernel: what all record types share, written once
http      routes: parse, call, reply; the registry OpenAPI and the tests read
"""
