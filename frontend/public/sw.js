// The service worker. What it can do is in files of their own; which build it is of, in one Vite writes.
'use strict'

importScripts('/push.js', '/pieces.js', '/shell.js')
