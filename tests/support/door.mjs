// The audience's door as a device without a socket uses it: beats by POST, on connections that stay open.

import http from 'node:http';
import { once } from 'node:events';

export class Door {
  constructor(server, stage = 'opening') {
    this.server = server;
    this.path = `/b1/${stage}`;
    this.agent = new http.Agent({ keepAlive: true, maxSockets: 256 });
  }

  /** One beat's answer; fails where the connection breaks or the server answers with a problem. */
  async beat(beat) {
    const body = JSON.stringify(beat);
    const request = http.request({
      host: '127.0.0.1', port: this.server.port, path: this.path, method: 'POST', agent: this.agent,
      headers: { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) },
    });
    request.end(body);
    const [answer] = await once(request, 'response');
    let text = '';
    answer.setEncoding('utf8');
    for await (const chunk of answer) text += chunk;
    if (answer.statusCode !== 202) throw new Error(`a beat was answered with ${answer.statusCode}: ${text}`);
    return JSON.parse(text);
  }

  close() { this.agent.destroy(); }
}

/** One anonymous device with its ticket, and what it has not been told of yet. */
export class Device {
  /** An impatient one does not wait for its ticket: the server sends back what comes before. */
  constructor(name, { impatient = false } = {}) {
    this.name = name;
    this.impatient = impatient;
    this.ticket = null;
    this.beats = 0;
    this.waiting = [];
  }

  /** Sends up to four of the acts that wait; those that are acknowledged wait no longer. Returns the results. */
  async send(door) {
    // As pages do.
    if (!this.ticket && !this.impatient) await this.beat(door, []);
    return this.beat(door, this.waiting.slice(0, 4));
  }

  async beat(door, acts) {
    this.beats += 1;
    const answer = await door.beat({ n: this.beats, ticket: this.ticket, playing: true, seen: 0, name: this.name, acts });
    if (answer.ticket) this.ticket = answer.ticket;
    const done = new Set(answer.results.filter(({ ok }) => ok).map(({ id }) => id));
    this.waiting = this.waiting.filter(({ id }) => !done.has(id));
    return answer.results;
  }
}
