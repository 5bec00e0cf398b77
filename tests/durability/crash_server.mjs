// Kills a real server with -9 at random moments while an audience writes through its door, starts it again,
// lets the devices resend what was not acknowledged, and looks for all that ever was:
//
//   node tests/durability/crash_server.mjs [KILLS [WRITES [SEED]]]
//
// Ends with 1 if a message, question or vote is lost, there twice, or under another number than its device
// was told.

import { Device, Door } from '../support/door.mjs';
import { Server, median, sleep } from '../support/plenary.mjs';

const STAGE = 'opening';
const kDevices = 100;
const kKillsInFolder = 20;

const [kills, writes, seed] = [20, 1000, 1].map((usual, at) => Number(process.argv[at + 2] ?? usual));

/** Mulberry32: the same course again by the same seed. */
function chance(state) {
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let value = Math.imul(state ^ (state >>> 15), state | 1);
    value ^= value + Math.imul(value ^ (value >>> 7), value | 61);
    return ((value ^ (value >>> 14)) >>> 0) / 2 ** 32;
  };
}
const random = chance(seed);
const below = (limit) => Math.floor(random() * limit);

/** What was acknowledged in one data folder: id to {act, device, result}. */
class Folder {
  acknowledged = new Map();
  devices = Array.from({ length: kDevices }, (_, at) => new Device(`Viewer ${at}`, { impatient: at % 2 === 1 }));
  sent = 0;

  async open() {
    this.server = await Server.start();
    this.door = new Door(this.server, STAGE);
    this.desk = await this.server.desk();
    const [made] = await this.decide({ id: 'make', do: 'poll_make', kind: 'single', text: 'Which?', options: ['this', 'that'], show: 'live' });
    this.poll = made.ref;
    await this.decide({ id: 'open', do: 'poll_open', p: this.poll });
  }

  /** An act of the organiser. */
  async decide(act) {
    const answer = await this.desk('POST', `/b1/${STAGE}`, { n: 1, ticket: null, playing: false, seen: 0, acts: [act] });
    const { results } = await answer.json();
    if (!results?.[0]?.ok) throw new Error(`${act.do}: ${JSON.stringify(results)}`);
    return results;
  }

  get waiting() { return this.devices.reduce((sum, { waiting }) => sum + waiting.length, 0); }

  /** New acts beside what waits since the last kill. Six of ten are messages, one of fifty a question, the others votes. */
  plan(round) {
    const fresh = writes - this.waiting;
    for (let at = 0; at < fresh; at += 1) {
      const id = `r${round}-${at}`;
      const text = `${below(2 ** 32).toString(36)} words in round ${round}, number ${at}`;
      const act = at % 10 < 6 ? { id, do: 'say', text } : at % 50 === 49 ? { id, do: 'ask', text } : { id, do: 'vote', p: this.poll, choices: [below(2)] };
      this.devices[(at * 7) % kDevices].waiting.push(act);
    }
    this.sent += fresh;
  }

  /** Every device sends until nothing waits, or until the server is gone. `told` hears of each acknowledgement. */
  async write(told = () => {}) {
    const one = async (device) => {
      while (device.waiting.length) {
        const acts = new Map(device.waiting.map((act) => [act.id, act]));
        let results;
        try {
          results = await device.send(this.door);
        } catch {
          if (this.killed) return;
          await sleep(50);
          continue;
        }
        for (const result of results) {
          if (!result.ok) {
            refusals.set(result.error, (refusals.get(result.error) ?? 0) + 1);
            continue;
          }
          if (this.acknowledged.has(result.id)) continue;
          this.acknowledged.set(result.id, { act: acts.get(result.id), device, result });
          told();
        }
        if (results.some(({ ok }) => !ok)) await sleep(200);
      }
    };
    await Promise.all(this.devices.map(one));
  }

  /** Writes, and is killed after so many acknowledgements and a moment. */
  async writeUntilKilled(after) {
    this.killed = false;
    let told = 0;
    let end;
    const kill = () => {
      end ??= sleep(below(6)).then(async () => {
        this.killed = true;
        await this.server.kill();
      });
    };
    await this.write(() => {
      told += 1;
      if (told > after) kill();
    });
    kill();
    await end;
    this.door.close();
    this.killed = false;
    const began = Date.now();
    await this.server.launch();
    starts.push(Date.now() - began);
  }

  async close() {
    this.door.close();
    await this.server.stop();
  }
}

const starts = [];
const refusals = new Map();
const total = { acknowledged: 0, say: 0, ask: 0, vote: 0, inFlight: 0, journal: 0, lost: 0, doubled: 0, misnamed: 0, wrongVotes: 0, folders: 0 };

/** Sets the export, the moderators' list of questions and the published tally beside what was acknowledged. */
async function verify(folder) {
  await folder.decide({ id: 'close', do: 'poll_close', p: folder.poll });
  const lines = (await (await folder.desk('GET', `/api/v1/desk/stages/${STAGE}/audience/export.jsonl`)).text())
    .split('\n').filter(Boolean).map((line) => JSON.parse(line));
  const found = new Map();
  lines.forEach((line, at) => {
    if (line.seq !== at + 1) total.lost += 1;
    found.set(line.act.id, [...(found.get(line.act.id) ?? []), line]);
  });
  const state = await (await folder.desk('GET', `/api/v1/desk/stages/${STAGE}/audience`)).json();
  const questions = new Map();
  for (const { text } of [...state.questions, ...state.held.filter(({ kind }) => kind === 'question')]) {
    questions.set(text, (questions.get(text) ?? 0) + 1);
  }
  const last = new Map();
  for (const [id, { act, device, result }] of folder.acknowledged) {
    total[act.do] += 1;
    const [line, ...more] = found.get(id) ?? [];
    total.doubled += more.length;
    if (!line || (act.text && line.act.text !== act.text)) {
      total.lost += 1;
      continue;
    }
    if (act.do === 'vote') {
      if (!(last.get(device)?.seq > line.seq)) last.set(device, { seq: line.seq, act, result });
      continue;
    }
    if (result.ref.slice(1) !== String(line.seq)) total.misnamed += 1;
    if (act.do === 'ask' && questions.get(act.text) !== 1) questions.get(act.text) ? total.doubled += 1 : total.lost += 1;
  }
  const { ballots } = await folder.server.json(`/api/v1/stages/${STAGE}/polls/${folder.poll}/tally`);
  if (ballots.length !== last.size) total.wrongVotes += Math.abs(ballots.length - last.size);
  for (const { act, result } of last.values()) {
    const mine = ballots.filter(({ receipt }) => receipt === result.receipt);
    if (mine.length !== 1 || mine[0].choices[0] !== act.choices[0]) total.wrongVotes += 1;
  }
  total.acknowledged += folder.acknowledged.size;
  total.lost += folder.sent - folder.acknowledged.size;
  total.journal += lines.length;
  total.folders += 1;
}

const began = Date.now();
for (let done = 0; done < kills;) {
  const folder = new Folder();
  await folder.open();
  try {
    for (let round = 0; round < kKillsInFolder && done < kills; round += 1, done += 1) {
      folder.plan(round);
      await folder.writeUntilKilled(below(writes));
      total.inFlight += folder.waiting;
      if (process.stdout.isTTY) process.stdout.write(`\r${done + 1} of ${kills} kills`);
    }
    await folder.write();
    await verify(folder);
  } finally {
    await folder.close();
  }
}
const { lost, doubled, misnamed, wrongVotes } = total;
console.log(`${process.stdout.isTTY ? '\r' : ''}${kills} kills of the server under ${writes} writes each, ${Math.round((Date.now() - began) / 1000)} s, its start ${median(starts)} ms (median)`);
console.log(`acknowledged ${total.acknowledged}: ${total.say} messages, ${total.ask} questions, ${total.vote} votes; waiting at a kill and sent again ${total.inFlight}`);
console.log(`in the export ${total.journal} (${3 * total.folders} of them the organiser's); refused ${JSON.stringify(Object.fromEntries(refusals))}`);
console.log(`lost ${lost}, there twice ${doubled}, under another number ${misnamed}, votes wrong in the tally ${wrongVotes}`);
process.exit(lost + doubled + misnamed + wrongVotes === 0 && total.acknowledged > 0 ? 0 : 1);
