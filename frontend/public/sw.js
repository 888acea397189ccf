// The service worker. What it can do is in files of their own.
'use strict'

importScripts('/push.js')

self.addEventListener('install', () => self.skipWaiting())
self.addEventListener('activate', (event) => event.waitUntil(self.clients.claim()))
