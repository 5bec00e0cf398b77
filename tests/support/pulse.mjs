// Readers of a stage's pulse without a browser: over a WebSocket, and by asking for one pulse after another.

import crypto from 'node:crypto';
import net from 'node:net';

/** The text frames in `bytes` from the front, and what is left. The server masks nothing. */
function textFrames(bytes) {
  const texts = [];
  for (;;) {
    if (bytes.length < 2) return { texts, left: bytes };
    let size = bytes[1] & 0x7f;
    let at = 2;
    if (size === 126) { if (bytes.length < 4) return { texts, left: bytes }; size = bytes.readUInt16BE(2); at = 4; }
    else if (size === 127) { if (bytes.length < 10) return { texts, left: bytes }; size = Number(bytes.readBigUInt64BE(2)); at = 10; }
    if (bytes.length < at + size) return { texts, left: bytes };
    if ((bytes[0] & 0x0f) === 1) texts.push(bytes.toString('utf8', at, at + size));
    bytes = bytes.subarray(at + size);
  }
}

/** Opens a socket of a stage; `hear(text, at)` is called with every frame and when it came (Date.now()). */
export function pulseSocket(server, stage, hear) {
  return new Promise((resolve, reject) => {
    const socket = net.connect(server.port, '127.0.0.1');
    let bytes = Buffer.alloc(0);
    let open = false;
    socket.on('error', (error) => (open ? undefined : reject(error)));
    socket.on('connect', () => socket.write(
      `GET /p1/ws?stage=${stage} HTTP/1.1\r\nHost: localhost:${server.port}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n` +
      `Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: ${crypto.randomBytes(16).toString('base64')}\r\n\r\n`));
    socket.on('data', (chunk) => {
      const at = Date.now();
      bytes = Buffer.concat([bytes, chunk]);
      if (!open) {
        const end = bytes.indexOf('\r\n\r\n');
        if (end < 0) return;
        const head = bytes.toString('latin1', 0, end);
        if (!head.startsWith('HTTP/1.1 101')) { socket.destroy(); reject(new Error(head)); return; }
        open = true;
        bytes = bytes.subarray(end + 4);
        resolve({ close: () => socket.destroy() });
      }
      const { texts, left } = textFrames(bytes);
      bytes = left;
      for (const text of texts) hear(text, at);
    });
  });
}

/** Asks for every pulse of a stage, one after another, as devices without sockets do, until it is closed. */
export function pulsePolling(server, stage, hear) {
  let going = true;
  const get = async (target) => {
    const text = await (await server.get(target)).text();
    hear(text, Date.now());
    return JSON.parse(text);
  };
  const run = (async () => {
    const { epoch, head } = await get(`/p1/${stage}/now`);
    await get(`/p1/${epoch}/${stage}/s/${Math.floor(head / 10)}`);
    for (let seq = head; going; ) {
      const { stall } = await get(`/p1/${epoch}/${stage}/n/${seq}`);
      if (!stall) seq += 1;
    }
  })();
  run.catch(() => undefined);  // Whoever closes it hears of it.
  return { close: async () => { going = false; await run; } };
}
