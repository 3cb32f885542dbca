'use strict';
// Before 22.21, and in 24 before 24.5, Node ignores HTTPS_PROXY in both `fetch` and `https`. With
// this file in NODE_OPTIONS they use it, so that a program connects to the interceptor for Zoho's
// hosts without changes. Newer versions do so by themselves; this file has no effect on them.

const http = require('node:http');
const https = require('node:https');
const tls = require('node:tls');

/** The property with the dispatcher of `fetch`. */
const DISPATCHER = Symbol.for('undici.globalDispatcher.1');

const { HTTPS_PROXY, NO_PROXY = '' } = process.env;
const direct = new Set(NO_PROXY.split(',').map((name) => name.trim()));

const [major, minor] = process.versions.node.split('.').map(Number);
const knowsProxies =
  major > 24 || (major === 24 && minor >= 5) || (major === 22 && minor >= 21);

if (HTTPS_PROXY && !knowsProxies) {
  const proxy = new URL(HTTPS_PROXY);
  teachHttps(proxy);
  teachFetch(proxy);
}

/** Whether to connect to a host without the proxy. */
function isDirect(host = 'localhost') {
  return direct.has(host.replace(/^\[|\]$/g, ''));
}

/** Connects to a host through the proxy, and calls `done(error, socket)`. */
function connect(proxy, host, port, done) {
  const request = http.request({
    // A connection for this tunnel only, without the agent below.
    agent: new http.Agent(),
    host: proxy.hostname,
    port: proxy.port,
    method: 'CONNECT',
    path: `${host}:${port}`,
    headers: { host: `${host}:${port}` },
  });
  request.once('connect', (response, tunnel) => {
    if (response.statusCode !== 200) {
      tunnel.destroy();
      done(new Error(`${HTTPS_PROXY} refuses ${host}:${port} (${response.statusCode})`));
      return;
    }
    const socket = tls.connect({ socket: tunnel, servername: host, ALPNProtocols: ['http/1.1'] });
    socket.once('error', done);
    socket.once('secureConnect', () => {
      socket.off('error', done);
      done(null, socket);
    });
  });
  request.once('error', done);
  request.end();
}

/** Rejects plain HTTP to other machines. */
function unencrypted(host) {
  return new Error(`${HTTPS_PROXY} serves https:// only, not http://${host}`);
}

function teachHttps(proxy) {
  https.globalAgent = new (class extends https.Agent {
    createConnection(options, done) {
      if (options.socketPath || isDirect(options.host)) {
        return super.createConnection(options, done);
      }
      connect(proxy, options.host, options.port, done);
      return undefined;
    }
  })(https.globalAgent.options);

  http.globalAgent = new (class extends http.Agent {
    createConnection(options, done) {
      if (options.socketPath || isDirect(options.host)) {
        return super.createConnection(options, done);
      }
      process.nextTick(done, unencrypted(options.host));
      return undefined;
    }
  })(http.globalAgent.options);
}

function teachFetch(proxy) {
  void globalThis.Response; // Loads what belongs to `fetch`.
  const usual = globalThis[DISPATCHER];
  if (!usual) return;
  const Agent = usual.constructor;
  globalThis[DISPATCHER] = new (class extends Agent {
    dispatch(options, handler) {
      const { hostname } = new URL(options.origin);
      return isDirect(hostname)
        ? usual.dispatch(options, handler)
        : super.dispatch(options, handler);
    }
  })({
    connect({ protocol, hostname, port }, done) {
      if (protocol !== 'https:') {
        process.nextTick(done, unencrypted(hostname));
        return;
      }
      connect(proxy, hostname, port || 443, done);
    },
  });
}
