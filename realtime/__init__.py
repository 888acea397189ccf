"""Sockets: turns each organisation's log into live screens.

asgi       Socket.IO mounted in front of Quart, one port for everything
mounted    python-socketio as the transport, one port with REST: wire, limits, refusals
edge       the other transport: a bare WebSocket server, for scale
server     who may connect, and what happens from then on; knows no transport
handshake  what a client must bring
streams    which organisations' logs are read here
stream     one ordered reader of one log; resume; live listeners, and those catching up
views      who sees what of it, encoded once for all who see the same
feed       what makes the streams move: Redis as the doorbell, polled heads as the truth
roster     who is connected here, and the end of sessions
messages   what clients may say; presence and notes answer it
"""
