// A conference with two booths and a limited event, and people who visit them.

import { appendFileSync, cpSync, mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { root } from './plenary.mjs';

export const kPlaces = 50;

/** The example with the booths `acme` and `bolt`, open from `opens` for two hours, and the event `lab-tour`. */
export function packageWithBooths(opens) {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'plenary-visit-'));
  const after = (minutes) => new Date(opens + minutes * 60_000).toISOString();
  cpSync(path.join(root, 'examples/cic2020'), folder, { recursive: true });
  mkdirSync(path.join(folder, 'exhibitors'), { recursive: true });
  for (const id of ['acme', 'bolt']) {
    writeFileSync(path.join(folder, 'exhibitors', `${id}.yaml`), [
      `title: {zh: ${id}展, en: ${id} Ltd, id: PT ${id}}`, 'languages: [zh, en]',
      'products:', '  - id: router', '    title: {zh: 路由器, en: Router, id: Ruter}', '    offers: true',
      'duty:', `  - starts_at: ${after(0)}`, `    ends_at: ${after(120)}`, '    staff: Li', '    languages: [zh]',
      'slot_minutes: 20', 'illustrative: true', 'our_wording: [zh, en, id]', '',
    ].join('\n'));
  }
  writeFileSync(path.join(folder, 'exhibition.yaml'), [
    'halls:', '  - id: one', '    title: {zh: 一号馆, en: Hall one, id: Aula satu}', '    width: 20', '    depth: 10',
    '    booths:', '      - {id: a1, exhibitor: acme, x: 1, y: 1, width: 3, depth: 3}',
    '      - {id: b2, exhibitor: bolt, x: 10, y: 1, width: 3, depth: 3}',
    'illustrative: true', 'our_wording: [zh, en, id]', '',
  ].join('\n'));
  appendFileSync(path.join(folder, 'programme.yaml'), [
    '', '  - id: lab-tour', '    kind: special', '    stage: opening', '    title: {zh: 参观, en: Lab tour, id: Tur lab}',
    `    starts_at: ${after(-30)}`, `    ends_at: ${after(-10)}`, '    times_illustrative: true', `    places: ${kPlaces}`,
    '    our_wording: [zh, en, id]', '    sources: [ISC]', '',
  ].join('\n'));
  return folder;
}

/** A visitor without an account: keeps the ticket that the first write gives. */
export class Visitor {
  constructor(server) { this.server = server; this.ticket = null; }

  async call(method, target, body) {
    const answer = await fetch(this.server.url + target, {
      method, headers: { 'content-type': 'application/json', ...(this.ticket ? { 'x-plenary-ticket': this.ticket } : {}) },
      body: body === undefined ? undefined : JSON.stringify(body),
    });
    const text = await answer.text();
    const read = { status: answer.status, body: text ? JSON.parse(text) : null };
    if (read.body?.ticket) this.ticket = read.body.ticket;
    return read;
  }

  visit() { return this.call('GET', '/api/v1/my/visit').then((answer) => answer.body); }

  /** The next change of a kind behind `after`; asks until it comes. */
  async change(kind, after) {
    for (let seq = after; ;) {
      const { body } = await this.call('GET', `/api/v1/my/visit/changes?after=${seq}`);
      const found = body.changes.find((change) => change.kind === kind);
      if (found) return found;
      seq = body.seq;
    }
  }
}

/** Somebody of a booth's staff, by the booth's invitation: (method, path below the booth, body) => answer. */
export async function staffOf(server, desk, exhibitor) {
  const invited = await desk('POST', `/api/v1/desk/booths/${exhibitor}/invitation`, { name: `${exhibitor} staff` });
  if (invited.status !== 201) throw new Error(`inviting: ${invited.status}`);
  const token = (await invited.json()).url.split('/').pop();
  const credentials = { name: `Staff of ${exhibitor}`, email: `${exhibitor}-${Date.now()}@example.org`, password: 'a long password for tests' };
  const answer = await fetch(`${server.url}/api/v1/invitations/${token}`, {
    method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(credentials),
  });
  if (!answer.ok) throw new Error(`accepting: ${answer.status}`);
  const cookie = answer.headers.get('set-cookie').split(';')[0];
  const { csrf } = await answer.json();
  return (method, target, body) => fetch(server.url + target, {
    method, headers: { cookie, 'x-plenary-csrf': csrf, 'content-type': 'application/json' },
    body: body === undefined ? undefined : JSON.stringify(body),
  });
}
