/**
 * An exhibition for the mock: 6 halls, 600 exhibitors, 10,000 products, all of it made up and the same every
 * time; and one visitor's visit, kept in memory. POST /mock/reveal brings a product out, /mock/answer?exhibitor=ID
 * lets staff answer, /mock/sign signs. In the scene `before` and others there is a launch, a signing and a tour.
 */
const words = (zh, en, id) => ({ zh, en, id });
const kCategories = [
  ['connectivity', '通信与连接', 'Connectivity', 'Konektivitas'], ['cloud', '云与数据中心', 'Cloud and data centres', 'Komputasi awan dan pusat data'],
  ['ai', '人工智能', 'Artificial intelligence', 'Kecerdasan buatan'], ['security', '网络安全', 'Security', 'Keamanan'],
  ['industry', '工业互联网', 'Industrial internet', 'Internet industri'], ['devices', '智能终端', 'Devices', 'Perangkat'],
  ['health', '数字医疗', 'Digital health', 'Kesehatan digital'], ['education', '在线教育', 'Online education', 'Pendidikan daring'],
];
const kHalls = [
  ['hall-1', '一号馆 连接', 'Hall 1: Connect', 'Aula 1: Hubung'], ['hall-2', '二号馆 云', 'Hall 2: Cloud', 'Aula 2: Awan'], ['hall-3', '三号馆 智能', 'Hall 3: Think', 'Aula 3: Cerdas'],
  ['hall-4', '四号馆 安全', 'Hall 4: Protect', 'Aula 4: Aman'], ['hall-5', '五号馆 制造', 'Hall 5: Make', 'Aula 5: Buat'], ['hall-6', '六号馆 生活', 'Hall 6: Live', 'Aula 6: Hidup'],
];
const kNames = [['远山', 'Farhill'], ['晨星', 'Morningstar'], ['江河', 'Two Rivers'], ['青松', 'Greenpine'], ['云桥', 'Cloudbridge'], ['北斗', 'Northern Dipper'], ['白鹭', 'Egret'], ['金石', 'Goldstone'], ['海棠', 'Crabapple'], ['长风', 'Longwind']];
const kTrades = [['通信', 'Communications', 'Komunikasi'], ['数据', 'Data', 'Data'], ['智能', 'Intelligence', 'Kecerdasan'], ['安全', 'Security', 'Keamanan'], ['装备', 'Equipment', 'Peralatan'], ['终端', 'Devices', 'Perangkat']];
const kThings = [
  ['接入网关', 'access gateway', 'gerbang akses'], ['边缘服务器', 'edge server', 'server tepi'], ['语音识别引擎', 'speech recognition engine', 'mesin pengenal suara'], ['零信任网关', 'zero-trust gateway', 'gerbang nirkepercayaan'],
  ['工业传感器', 'industrial sensor', 'sensor industri'], ['会议平板', 'conference tablet', 'tablet konferensi'], ['远程会诊系统', 'remote consultation system', 'sistem konsultasi jarak jauh'], ['直播课堂', 'live classroom', 'kelas langsung'],
  ['光模块', 'optical module', 'modul optik'], ['存储阵列', 'storage array', 'larik penyimpanan'], ['视觉质检仪', 'visual inspection unit', 'unit inspeksi visual'], ['态势感知平台', 'situational awareness platform', 'platform kesadaran situasi'],
];
const kCountries = ['CN', 'CN', 'CN', 'CN', 'ID', 'SG', 'DE', 'KR', 'JP', 'FR'];
const picture = (seed) => ({ name: `p${seed}.svg`, url: `/pictures/mock-${seed}.svg`, width: 640, height: 480, sizes: [{ width: 640, height: 480, url: `/pictures/mock-${seed}.svg` }], alt: {} });

/** A picture of a product that is none: two shapes on a ground. */
export function drawn(seed) {
  const hue = (seed * 47) % 360;
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 640 480"><rect width="640" height="480" fill="hsl(${hue} 22% 88%)"/><rect x="170" y="150" width="300" height="190" rx="18" fill="hsl(${hue} 30% 42%)"/><circle cx="${250 + (seed % 5) * 35}" cy="245" r="52" fill="hsl(${hue} 35% 68%)"/></svg>`;
}

/** 10 aisles of 10: deep booths at the walls, small ones between. */
function boothsOf(hall) {
  const made = [];
  let y = 2;
  for (let row = 0; row < 10; row += 1) {
    let x = 2;
    const depth = row % 3 === 0 ? 5 : 4;
    for (let place = 0; place < 10; place += 1) {
      const width = (place + row) % 4 === 0 ? 9 : (place + row) % 3 === 0 ? 6 : 7;
      const n = hall * 100 + row * 10 + place;
      made.push({ id: `${String.fromCharCode(97 + row)}${place + 1}`, x, y, width, depth, exhibitor: n % 41 === 40 ? null : `ex-${n + 1}` });
      x += width + (place % 2 === 1 ? 1.5 : 0);
    }
    y += depth + (row % 2 === 1 ? 3 : 0.2);
  }
  return made;
}

export function makeExhibition(present) {
  const category = (n) => kCategories[n % kCategories.length][0];
  const exhibitors = Array.from({ length: 600 }, (_, n) => {
    const [zh, en] = kNames[n % 10];
    const [tz, te, ti] = kTrades[Math.floor(n / 10) % 6];
    const number = Math.floor(n / 60) + 1;
    return {
      id: `ex-${n + 1}`, n, title: words(`${zh}${tz}${number}`, `${en} ${te} ${number}`, `${en} ${ti} ${number}`), organisation: null,
      text: words(`为排演而合成的展商。${zh}${tz}从事${kCategories[n % 8][1]}，展出${kThings[n % 12][0]}等产品。`, `An exhibitor made up for rehearsals. It works on ${kCategories[n % 8][2].toLowerCase()} and shows ${kThings[n % 12][1]}s and more.`, `Peserta rekaan untuk gladi. Bergerak di ${kCategories[n % 8][3].toLowerCase()}.`),
      categories: n % 5 === 0 ? [category(n), category(n + 3)] : [category(n)], tags: ['5G', 'IPv6'].slice(0, 1 + (n % 2)), languages: n % 3 === 0 ? ['zh', 'en', 'id'] : ['zh', 'en'], country: kCountries[n % 10],
      website: 'https://example.org/', links: [], logo: n % 4 === 0 ? picture(n) : null, pictures: [], videos: [], hall: `hall-${Math.floor(n / 100) + 1}`,
      documents: n % 2 ? [] : [{ id: 'brochure', title: words('产品手册', 'Brochure', 'Brosur'), url: `/documents/ex-${n + 1}.pdf`, size_bytes: 1_240_000 + n * 1000 }],
      slot_minutes: 20, illustrative: true, our_wording: [], sources: [],
    };
  });
  let revealed = false;
  const productsOf = ({ n }) => Array.from({ length: n % 3 === 0 ? 18 : 16 }, (_, k) => {
    const [zh, en, id] = kThings[(n + k) % 12];
    return {
      id: `p${k + 1}`, title: words(`${zh} ${k + 1}00`, `${en[0].toUpperCase()}${en.slice(1)} ${k + 1}00`, `${id[0].toUpperCase()}${id.slice(1)} ${k + 1}00`),
      text: words('为排演而合成的展品，参数均为虚构。', 'A product made up for rehearsals; its data are invented.', 'Produk rekaan untuk gladi; datanya karangan.'), category: category(n + k),
      pictures: k % 2 ? [] : [picture(n + k), ...(k === 0 ? [picture(n + 7)] : [])], documents: [], price: k % 3 === 2 ? null : { amount: String(1299 * (k + 1) + (k % 2 ? 0.5 : 0)), currency: n % 4 === 3 ? 'USD' : 'CNY', kind: k % 2 ? 'from' : 'exact', unit: k % 4 === 0 ? words('每台', 'a piece', 'per unit') : {} },
      offers: k % 3 !== 1, url: `/exhibitor/ex-${n + 1}/product/p${k + 1}`,
    };
  }).concat(revealed && n === 0 ? [{ id: 'secret', title: words('光子一号', 'Photon One', 'Foton Satu'), text: words('刚刚发布。', 'Launched just now.', 'Baru saja diluncurkan.'), category: 'connectivity', pictures: [picture(99)], documents: [], price: null, offers: true, url: '/exhibitor/ex-1/product/secret' }] : []);
  const booths = kHalls.map((_, hall) => boothsOf(hall));
  const placeOf = (id) => booths.flatMap((all, hall) => all.filter((one) => one.exhibitor === id).map((one) => ({ hall: kHalls[hall][0], booth: one.id })));
  const now = () => Date.parse(present().now());
  const iso = (ms) => new Date(ms).toISOString();
  const hour = 3_600_000;

  /** 09:00 to 17:00 of each day in Beijing, but for a break. */
  const dutyOf = ({ n }) => present().conference.days.flatMap(({ date }) => [
    { starts_at: `${date}T01:00:00Z`, ends_at: `${date}T04:00:00Z`, staff: n % 2 ? 'Budi Santoso' : '李薇', languages: n % 2 ? ['id', 'en'] : ['zh', 'en'] },
    { starts_at: `${date}T${n % 5 === 1 ? '09:30' : '05:00'}:00Z`, ends_at: `${date}T12:00:00Z`, staff: 'Chen Hao', languages: ['zh', 'en'] },
  ]);
  const detail = (one) => ({ ...one, products: productsOf(one), booths: placeOf(one.id), duty: dutyOf(one), sessions: one.n < 3 ? present().programme.sessions.slice(0, 2).map(({ id }) => id) : [] });

  let things = null;
  const catalogue = () => (things ??= exhibitors.flatMap((one) => [
    { kind: 'exhibitor', id: one.id, exhibitor: one.id, exhibitor_title: one.title, title: one.title, snippet: one.text, logo: one.logo, price: null, country: one.country, categories: one.categories, place: placeOf(one.id)[0], url: `/exhibitor/${one.id}` },
    ...productsOf(one).map((product) => ({ kind: 'product', id: product.id, exhibitor: one.id, exhibitor_title: one.title, title: product.title, snippet: product.text, picture: product.pictures[0] ?? null, price: product.price, country: one.country, categories: [product.category], place: placeOf(one.id)[0], url: product.url })),
  ]));
  function search(query) {
    const lang = query.get('lang') ?? 'en';
    const asked = (query.get('q') ?? '').toLowerCase().split(/\s+/).filter(Boolean);
    const is = { kind: (one) => [one.kind], hall: (one) => (one.place ? [one.place.hall] : []), category: (one) => one.categories, country: (one) => [one.country] };
    const passes = (one, but) => Object.entries(is).every(([facet, of]) => facet === but || !query.get(facet) || of(one).includes(query.get(facet)));
    const text = (one) => `${Object.values(one.title).join(' ')} ${Object.values(one.exhibitor_title).join(' ')}`.toLowerCase();
    const said = catalogue().filter((one) => asked.every((word) => text(one).includes(word)));
    const found = said.filter((one) => passes(one));
    const offset = Number(query.get('offset') ?? 0);
    const count = (facet) => {
      const counts = new Map();
      for (const one of said) if (passes(one, facet)) for (const id of is[facet](one)) counts.set(id, (counts.get(id) ?? 0) + 1);
      const titles = { hall: kHalls, category: kCategories }[facet] ?? [];
      return [...counts].map(([id, number]) => ({ id, title: words(...(titles.find((one) => one[0] === id)?.slice(1) ?? [id, id, id])), count: number })).sort((a, b) => b.count - a.count);
    };
    const marksOf = (title) => asked.flatMap((word) => (title.toLowerCase().indexOf(word) >= 0 ? [{ begin: title.toLowerCase().indexOf(word), size: word.length }] : []));
    return {
      total: found.length, took_us: 900,
      results: found.slice(offset, offset + Number(query.get('limit') ?? 24)).map(({ place, country, categories, snippet, ...one }) => ({ ...one, title_marks: marksOf(one.title[lang] ?? one.title.en), snippet: snippet[lang] ?? snippet.en, marks: [], hall: place?.hall ?? null, booth: place?.booth ?? null })),
      facets: { kind: count('kind'), hall: count('hall'), category: count('category'), country: count('country') },
    };
  }

  // The visit.
  let seq = 1;
  const visit = { saved: [], talks: new Map(), cards: new Map(), bookings: [], offers: [], signups: [], notices: [] };
  const waiting = new Set();
  const log = [];
  function happen(kind, more = {}) {
    log.push({ seq: ++seq, kind, ...more });
    for (const wake of waiting) wake();
    waiting.clear();
  }
  const talkOf = (id) => visit.talks.get(id) ?? visit.talks.set(id, { messages: [], unread: 0 }).get(id);
  const say = (id, message) => {
    if (talkOf(id).messages.some((one) => one.id === message.id)) return;
    talkOf(id).messages.push({ at: iso(now()), ...message });
    if (message.from === 'staff') talkOf(id).unread += 1;
    happen('message', { exhibitor: id });
  };
  const slots = (id) => {
    const one = exhibitors.find((each) => each.id === id);
    return dutyOf(one).flatMap(({ starts_at, ends_at }) => {
      const made = [];
      for (let at = Date.parse(starts_at); at + 20 * 60_000 <= Date.parse(ends_at); at += 20 * 60_000) {
        const mine = visit.bookings.some((each) => each.state === 'booked' && each.starts_at === iso(at));
        made.push({ starts_at: iso(at), ends_at: iso(at + 20 * 60_000), free: !mine && Math.floor(at / 1_200_000) % 5 !== 2 });
      }
      return made;
    });
  };
  const body = async (request) => {
    let text = '';
    for await (const chunk of request) text += chunk;
    return text ? JSON.parse(text) : {};
  };
  const document = () => ({
    seq, ticket: null, card: [...visit.cards.values()].at(-1)?.card ?? null, cards: [...visit.cards].map(([exhibitor, { shared, at }]) => ({ exhibitor, shared, at })), saved: visit.saved,
    conversations: [...visit.talks].map(([exhibitor, { messages, unread }]) => ({ exhibitor, last: messages.at(-1) ?? null, unread })), bookings: visit.bookings, offers: visit.offers, signups: visit.signups,
    notices: visit.notices, feed_url: '/my/8Wd0m3Xo2kQvZ1.ics',
  });

  async function mine(request, response, path, { json, problem }, query) {
    const [what, id, more] = path.slice('/api/v1/my/visit'.length).split('/').filter(Boolean);
    const ok = (value = {}, status = 200) => json(request, response, value, status);
    if (!what) return ok(document());
    if (what === 'changes') {
      const after = Number(query.get('after'));
      const answer = () => ok({ seq, changes: log.filter((one) => one.seq > after) });
      if (log.some((one) => one.seq > after)) return answer();
      const timer = setTimeout(() => { waiting.delete(wake); answer(); }, 25_000);
      const wake = () => { clearTimeout(timer); answer(); };
      waiting.add(wake);
      return request.on('close', () => { clearTimeout(timer); waiting.delete(wake); });
    }
    if (what === 'saved') {
      visit.saved = visit.saved.filter((one) => one.exhibitor !== id || one.product !== (more ?? null));
      if (request.method === 'PUT') visit.saved.push({ exhibitor: id, product: more ?? null });
      return ok();
    }
    if (what === 'conversations') {
      if (request.method === 'POST') {
        const { id: message, text, language } = await body(request);
        say(id, { id: message, from: 'visitor', staff: null, language, text });
        return ok({ id: message }, 201);
      }
      talkOf(id).unread = 0;
      return ok({ messages: talkOf(id).messages, staff_on_duty: true, languages: ['zh', 'en'] });
    }
    if (what === 'cards') {
      if (request.method === 'PUT') {
        const card = await body(request);
        visit.cards.set(id, { card, shared: Object.keys(card), at: iso(now()) });
      }
      if (request.method === 'DELETE') visit.cards.delete(id);
      if (request.method !== 'GET') happen('card', { exhibitor: id });
      return ok({ with: id, shared: [], at: null, card: null, ...visit.cards.get(id) });
    }
    if (what === 'bookings' && request.method === 'POST') {
      const { exhibitor, starts_at, note } = await body(request);
      const all = slots(exhibitor);
      const at = all.find((slot) => Date.parse(slot.starts_at) === Date.parse(starts_at));
      const next = all.find((slot) => slot.free && slot.starts_at > starts_at);
      // Every fifth slot is taken while one looks at it.
      if (!at?.free || Math.floor(Date.parse(starts_at) / 1_200_000) % 5 === 4) return json(request, response, { status: 409, title: 'Taken', detail: 'Somebody was quicker: this time is taken.', next: next?.starts_at ?? null }, 409);
      visit.bookings.push({ id: `b${seq}`, exhibitor, starts_at: at.starts_at, ends_at: at.ends_at, note, state: 'booked', reason: null });
      happen('booking', { exhibitor });
      return ok(visit.bookings.at(-1), 201);
    }
    if (what === 'bookings') {
      visit.bookings = visit.bookings.map((one) => (one.id === id ? { ...one, state: 'cancelled' } : one));
      happen('booking');
      return ok();
    }
    if (what === 'offers') {
      const offer = await body(request);
      visit.offers.push({ ...offer, state: 'asked', answer: null, at: iso(now()) });
      talkOf(offer.exhibitor);
      return ok(offer, 201);
    }
    return problem(request, response, 404, 'not found');
  }

  function special(programme) {
    const [first, second] = programme.sessions;
    if (!first || programme.partial) return;
    const base = { ...structuredClone(second ?? first), running_order: [], moderator: null, sources: [], abstract: {}, part_of_day: {}, times_illustrative: false, state: 'planned', started_at: null, ended_at: null, replay: null, forum: null };
    const soon = now() + 40 * 60_000;
    const tour = { ...base, id: 'tour-1', kind: 'tour', title: words('一号馆导览：连接未来', 'Tour of hall 1: what connects', 'Tur aula 1: penghubung'), starts_at: iso(now() - 12 * 60_000), ends_at: iso(now() + hour), state: 'live', started_at: iso(now() - 12 * 60_000), places: 50,
      tour: { guide: present.people?.[0] ?? null, stops: ['ex-3', 'ex-15', 'ex-38', 'ex-66', 'ex-93'].map((exhibitor, at) => ({ exhibitor, title: exhibitors.find(({ id }) => id === exhibitor).title, ...placeOf(exhibitor)[0], after_minutes: at * 8, text: words('看一件新展品。', 'One new product is shown.', 'Satu produk baru.') })) } };
    const launch = { ...base, id: 'launch-1', kind: 'launch', title: words('远山通信新品发布', 'Farhill shows something new', 'Farhill meluncurkan sesuatu'), starts_at: iso(soon), ends_at: iso(soon + hour), exhibitors: ['ex-1'], launch: { at: iso(soon + 10 * 60_000), revealed: revealed ? [{ kind: 'product', id: 'ex-1/secret', title: words('光子一号', 'Photon One', 'Foton Satu'), url: '/exhibitor/ex-1/product/secret' }] : [] } };
    const signing = { ...base, id: 'signing-1', kind: 'signing', title: words('战略合作签约', 'A partnership is signed', 'Kemitraan ditandatangani'), starts_at: iso(soon + hour), ends_at: iso(soon + 2 * hour), signing: { parties: [{ exhibitor: 'ex-2', person: null }, { exhibitor: 'ex-7', person: null }], document: words('工业互联网战略合作协议', 'Agreement on the industrial internet', 'Perjanjian internet industri'), at: iso(soon + hour + 30 * 60_000), signed_at: signed } };
    const events = [tour, launch, signing];
    // A scene may keep its programme from call to call.
    programme.sessions = [...programme.sessions.filter(({ id }) => !events.some((event) => event.id === id)), ...events];
  }
  let signed = null;
  let places = { places: 50, taken: 50, waiting: 12 };
  const signUp = () => ({ ...places, mine: visit.signups[0] ? { state: visit.signups[0].state, position: visit.signups[0].position } : null });

  return {
    special,
    /** Answers what is of the exhibition; false where it is something else. */
    answer(request, response, path, query, door, { empty, changed }) {
      const { json, problem, send } = door;
      const picture = /^\/pictures\/mock-(\d+)\.svg$/.exec(path);
      if (picture) return send(request, response, 200, 'image/svg+xml', drawn(Number(picture[1]))), true;
      if (path === '/mock/reveal' || path === '/mock/sign') {
        if (path === '/mock/reveal') { revealed = true; things = null; } else signed = iso(now());
        changed();
        return json(request, response, {}), true;
      }
      if (path === '/mock/answer') {
        say(query.get('exhibitor') ?? 'ex-1', { id: `s${seq}`, from: 'staff', staff: '李薇', language: query.get('lang') ?? 'en', text: query.get('text') ?? 'Yes, we ship to Jakarta within two weeks.' });
        return json(request, response, {}), true;
      }
      if (path === '/api/v1/exhibition') {
        const { sections } = present().conference;
        const section = sections.find(({ id }) => id === 'online-exhibitions');
        if (empty) return json(request, response, { text: section?.text ?? {}, sources: section?.sources ?? [], categories: [], halls: [], exhibitors: 0, products: 0, illustrative: false }), true;
        return json(request, response, {
          text: words('为排演而合成的展览：展商和展品均为虚构。', 'An exhibition made up for rehearsals: exhibitors and products are invented.', 'Pameran rekaan untuk gladi: peserta dan produknya karangan.'), sources: [], illustrative: true, exhibitors: 600, products: 10_000,
          categories: kCategories.map(([id, ...title]) => ({ id, title: words(...title), exhibitors: 75, products: 1250 })),
          halls: kHalls.map(([id, ...title], at) => ({ id, title: words(...title), text: {}, booths: 100, exhibitors: booths[at].filter((one) => one.exhibitor).length, url: `/exhibition/hall/${id}` })),
        }), true;
      }
      const hall = /^\/api\/v1\/exhibition\/halls\/([\w-]+)$/.exec(path);
      if (hall) {
        const at = kHalls.findIndex(([id]) => id === hall[1]);
        if (at < 0) return problem(request, response, 404, 'not found'), true;
        const of = (id) => exhibitors.find((one) => one.id === id);
        return json(request, response, { id: hall[1], title: words(...kHalls[at].slice(1)), text: {}, width: 84, depth: 59, booths: booths[at].map((one) => ({ ...one, title: of(one.exhibitor)?.title ?? {}, categories: of(one.exhibitor)?.categories ?? [], logo: null, url: one.exhibitor ? `/exhibitor/${one.exhibitor}` : null })) }), true;
      }
      if (path === '/api/v1/exhibition/catalogue') return json(request, response, search(query)), true;
      const one = /^\/api\/v1\/exhibition\/exhibitors\/([\w-]+)(\/slots)?$/.exec(path);
      if (one) {
        const found = exhibitors.find(({ id }) => id === one[1]);
        if (!found || empty) return problem(request, response, 404, 'not found'), true;
        return json(request, response, one[2] ? { slot_minutes: 20, slots: slots(one[1]) } : detail(found)), true;
      }
      if (path.startsWith('/api/v1/my/visit')) return void mine(request, response, path, door, query), true;
      const signing = /^\/api\/v1\/sessions\/([\w-]+)\/signup$/.exec(path);
      if (signing) {
        if (request.method === 'POST') visit.signups = [{ session: signing[1], state: 'waiting', position: 13 }];
        if (request.method === 'DELETE') visit.signups = [];
        if (request.method !== 'GET') happen('signup', { session: signing[1] });
        return json(request, response, signUp()), true;
      }
      return false;
    },
  };
}
