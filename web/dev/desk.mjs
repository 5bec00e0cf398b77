/** A desk that can be operated: login demo/demo, choices and keys change what the next answer says; `staff`/demo runs a booth. */
export function makeDesk(present, content, booth) {
  let login = null;
  let choice = { kind: 'automatic', input: null };
  let open = true;
  const playing = new Set();
  const states = new Map();
  const extended = new Map();

  function stageDesk() {
    const { desk, offset_ms, now, programme } = present();
    const beat = Math.sin(Date.now() / 700);
    desk.inputs.forEach((input, index) => {
      if (playing.has(input.id)) {
        Object.assign(input, { state: 'steady', protocol: 'rtmp', software: 'Lavf59.27.100', width: 1280, height: 720,
          frames_per_second: 25, bps: 2_400_000, sample_rate: 48_000, channels: 2, level_db: -22, packets: 900,
          health: { missing: false, frozen: false, black: false, silent: false },
          picture: `/api/v1/desk/stages/opening/inputs/${input.id}/picture.jpg` });
      }
      if (input.level_db !== null && !input.health.silent) input.level_db += beat * 5 * (index + 1);
      if (input.since) input.since = new Date(Date.now() - 2_100_000 - index * 60_000).toISOString();
      if (input.bps) input.bps = Math.round(input.bps * (1 + beat * 0.02));
    });
    desk.programme.level_db += beat * 5;
    const healthy = desk.inputs.find((input) => input.state === 'steady');
    const on_air = choice.kind === 'slate' ? 'slate' : choice.kind === 'input' ? choice.input : (healthy?.id ?? 'slate');
    desk.sessions = programme.sessions.map((session) => ({
      ...session,
      state: states.get(session.id) ?? session.state,
      extended_minutes: extended.get(session.id) ?? 0,
      ends_at: new Date(Date.parse(session.ends_at) + (extended.get(session.id) ?? 0) * 60_000).toISOString(),
    }));
    const reason = choice.kind === 'automatic' ? 'first healthy input' : 'taken by hand';
    return { ...desk, state: open ? 'open' : 'closed', choice, on_air, reason, now: now(), offset_ms,
      run_started_at: open ? new Date(Date.now() - 3_240_000).toISOString() : null };
  }

  function picture(name) {
    const hue = [...name].reduce((sum, letter) => sum + letter.charCodeAt(0) * 7, 0) % 360;
    return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 320 180"><rect width="320" height="180" fill="hsl(${hue} 32% 26%)"/>
<circle cx="${120 + (Date.now() / 60) % 90}" cy="90" r="46" fill="hsl(${hue} 42% 52%)"/><text x="14" y="166" font-family="sans-serif" font-size="15" fill="#fff">${name}</text></svg>`;
  }

  return async (request, response, path, { json, problem, send }) => {
    const body = await new Promise((done) => {
      let text = '';
      request.on('data', (chunk) => (text += chunk));
      request.on('end', () => done(/json/.test(request.headers['content-type'] ?? '') && text ? JSON.parse(text) : {}));
    });
    if (path === '/api/v1/session') {
      const grants = { staff: ['exhibitor:booth/qinghe'], both: ['exhibitor:booth/qinghe', 'exhibitor:booth/lanting'] }[body.name] ?? ['organiser:conference'];
      if (request.method === 'DELETE') login = null;
      if (request.method === 'POST') login = body.password === 'demo' ? { account: body.name, name: body.name, roles: grants.map((grant) => grant.split(':')[0]), grants, csrf: 'mock' } : null;
      return login ? json(request, response, login) : problem(request, response, 401, 'wrong name or password');
    }
    if (!login) return problem(request, response, 401, 'log in first');
    const { searchParams } = new URL(request.url, 'http://mock');
    const of_booth = await booth.answer(request.method, path, searchParams, body);
    if (of_booth && /leads\.csv$/.test(path)) return send(request, response, 200, 'text/csv', 'ID');
    if (of_booth) return json(request, response, of_booth[1], of_booth[0]);
    const answer = content(request, path, new URL(request.url, 'http://mock').searchParams, body);
    if (answer) return json(request, response, answer[1], answer[0]);
    const shot = /\/(?:inputs\/([^/]+)|(programme))\/picture\.jpg$/.exec(path);
    if (shot) return send(request, response, 200, 'image/svg+xml', picture(shot[1] ?? 'programme'), { 'cache-control': 'no-store' });
    if (request.method === 'POST') {
      const key = /inputs\/([^/]+)\/key$/.exec(path);
      const play = /inputs\/([^/]+)\/play$/.exec(path);
      const session = /sessions\/([^/]+)\/(start|end|extend)$/.exec(path);
      if (path.endsWith('/choice')) choice = { kind: body.kind, input: body.input ?? null };
      else if (path.endsWith('/open')) open = true;
      else if (path.endsWith('/close')) open = false;
      else if (play) playing[body.play ? 'add' : 'delete'](play[1]);
      else if (session?.[2] === 'extend') extended.set(session[1], (extended.get(session[1]) ?? 0) + body.minutes);
      else if (session) states.set(session[1], session[2] === 'start' ? 'live' : 'ended');
      else if (key) {
        const secret = 'Vb3mJ0n5cT1xkq7ZL2yWm8uRfaP6hDsE4gXoNwIiQbA';
        return json(request, response, { key: secret, server: 'rtmp://127.0.0.1:1935/live', stream_key: `opening?key=${secret}` });
      }
      return json(request, response, stageDesk());
    }
    return json(request, response, path.endsWith('/stages') ? [stageDesk()] : stageDesk());
  };
}
