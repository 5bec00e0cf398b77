/**
 * A booth's desk for the mock: one exhibitor with conversations, leads, meetings, offers and a profile that can
 * be edited. POST /mock/booth/say {text, language} has a visitor write; /mock/booth/away answers nothing for a while.
 */
import { readFileSync } from 'node:fs';

const words = (zh, en, id) => ({ zh, en, id });
const kSchema = JSON.parse(readFileSync(new URL('../../docs/content-package.schema.json', import.meta.url), 'utf8'));
const at = (minutes) => new Date(Date.parse('2020-07-23T07:00:00Z') + minutes * 60_000).toISOString();
const picture = (hue, name) =>
  `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 320 200"><rect width="320" height="200" fill="hsl(${hue} 40% 88%)"/><circle cx="160" cy="90" r="46" fill="hsl(${hue} 45% 45%)"/><text x="160" y="180" text-anchor="middle" font-family="sans-serif" font-size="16" fill="hsl(${hue} 40% 25%)">${name}</text></svg>`;

const profile = () => ({
  title: words('清河数据', 'Qinghe Data', 'Qinghe Data'),
  text: words('为排演而合成的参展商。提供边缘计算节点与水务传感网络。', 'A synthetic exhibitor for rehearsals. Edge nodes and sensor networks for waterworks.', 'Peserta pameran sintetis untuk gladi. Simpul tepi dan jaringan sensor untuk instalasi air.'),
  logo: 'qinghe-logo.webp', pictures: ['qinghe-hall.webp'], categories: ['edge'], tags: ['IoT', '5G'], languages: ['zh', 'en'], country: 'CN', website: 'https://qinghe.example',
  videos: [{ id: 'tour', title: words('厂区巡礼', 'A walk through the plant', 'Keliling pabrik'), url: 'https://qinghe.example/tour.mp4' }],
  documents: [{ id: 'sheet', title: words('数据手册', 'Data sheet', 'Lembar data'), file: 'qinghe-sheet.pdf' }],
  products: [
    { id: 'node-9', title: words('边缘节点 9', 'Edge node 9', 'Simpul tepi 9'), text: words('无风扇，−40 ℃ 起步。', 'Fanless, starts at −40 °C.', 'Tanpa kipas, mulai pada −40 °C.'), category: 'edge', pictures: ['qinghe-node.webp'], price: { amount: '4990', currency: 'CNY', kind: 'from', unit: words('每台', 'a piece', 'per unit') }, offers: true },
    { id: 'probe', title: words('浊度探头', 'Turbidity probe', 'Sonde kekeruhan'), category: 'sensors', offers: true },
  ],
  duty: [
    { starts_at: '2020-07-23T14:00:00+08:00', ends_at: '2020-07-23T18:00:00+08:00', staff: '李娜', languages: ['zh', 'en'] },
    { starts_at: '2020-07-24T09:00:00+08:00', ends_at: '2020-07-24T12:00:00+08:00', staff: '王伟', languages: ['zh'] },
  ],
  slot_minutes: 20, illustrative: true,
});

const say = (id, minutes, from, language, text, staff = null) => ({ id, at: at(minutes), from, staff, language, text });
const threads = () => new Map([
  ['v7f3a', { name: 'Budi Santoso', language: 'id', unread: 2, messages: [
    say('m1', -50, 'visitor', 'id', 'Selamat siang, apakah simpul 9 bisa dipasang di luar ruangan?'),
    say('m2', -47, 'staff', 'en', 'Yes, it is rated IP67 and starts at −40 °C.', '李娜'),
    say('m3', -6, 'visitor', 'id', 'Bagus. Berapa harganya untuk 200 unit?'),
    say('m4', -5, 'visitor', 'id', 'Dan berapa lama pengirimannya ke Surabaya?')] }],
  ['v11c9', { name: null, language: 'zh', unread: 1, messages: [say('m5', -21, 'visitor', 'zh', '你们的探头支持 LoRa 吗？')] }],
  ['v90b2', { name: 'Ann Keller', language: 'en', unread: 0, messages: [
    say('m6', -190, 'visitor', 'en', 'Is the data sheet also there in German?'),
    say('m7', -188, 'staff', 'en', 'Not yet, but we can send you a translation next week.', '王伟'),
    say('m8', -187, 'visitor', 'en', 'That would be great, thank you! I left my card.')] }],
]);
const leads = () => [
  { id: 'v90b2', at: at(-186), card: { name: 'Ann Keller', email: 'ann@keller.example', organisation: 'Keller Wasserbau', note: 'Please send the German data sheet.' }, note: 'Decides in autumn.', tags: ['DACH', 'reseller'], rating: 4 },
  { id: 'v7f3a', at: at(-40), card: { name: 'Budi Santoso', email: 'budi@air.example', organisation: 'PDAM Surya', telephone: '+62 31 555 010' }, note: '', tags: ['200 units'], rating: 5 },
  { id: 'v33aa', at: at(-400), card: { name: '周敏', organisation: '江南水务' }, note: '', tags: [], rating: 0 },
];

/** What the exhibitor's file looks like to forms, as long as the package's own schema does not say. */
const titled = (zh, en, id, rest) => ({ 'x-title': words(zh, en, id), ...rest });
const map = (properties, required = []) => ({ type: 'object', properties, required });
const ref = (of, many) => (many ? { type: 'array', format: 'reference', 'x-reference': of, items: { type: 'string' } } : { type: 'string', format: 'reference', 'x-reference': of });
const text = { format: 'localised', type: 'object', additionalProperties: { maxLength: 200 } };
const prose = { format: 'localised', type: 'object', additionalProperties: { maxLength: 4000 } };
const languages = { type: 'array', format: 'languages' };
export function withExhibition(schema) {
  if (schema['x-files']['exhibitors/*.yaml']) return schema;
  const number = { type: 'number' };
  const exhibitor = map({
    title: titled('名称', 'Name', 'Nama', text), text: titled('介绍', 'About', 'Tentang', prose), organisation: titled('机构', 'Organisation', 'Organisasi', ref('organisations')),
    categories: titled('类别', 'Categories', 'Kategori', ref('categories', true)), tags: titled('标签', 'Tags', 'Tag', { type: 'array', items: { type: 'string' } }),
    languages: titled('人员语言', 'Languages of the staff', 'Bahasa staf', languages), country: titled('国家', 'Country', 'Negara', { type: 'string' }),
    website: titled('网站', 'Website', 'Situs web', { type: 'string', format: 'uri' }), logo: titled('标志', 'Logo', 'Logo', ref('pictures')), pictures: titled('图片', 'Pictures', 'Gambar', ref('pictures', true)),
    videos: titled('视频', 'Videos', 'Video', { type: 'array', items: map({ id: { format: 'id', type: 'string' }, title: titled('标题', 'Title', 'Judul', text), film: titled('影片', 'Film', 'Film', ref('films')), url: titled('网址', 'Address', 'Alamat', { format: 'uri', type: 'string' }) }, ['id', 'title']) }),
    documents: titled('资料', 'Documents', 'Dokumen', { type: 'array', items: map({ id: { format: 'id', type: 'string' }, title: titled('标题', 'Title', 'Judul', text), file: titled('文件', 'File', 'Berkas', ref('documents')) }, ['id', 'title', 'file']) }),
    products: titled('产品', 'Products', 'Produk', { type: 'array', items: map({
      id: { format: 'id', type: 'string' }, title: titled('名称', 'Name', 'Nama', text), text: titled('介绍', 'About', 'Tentang', prose), category: titled('类别', 'Category', 'Kategori', ref('categories')),
      pictures: titled('图片', 'Pictures', 'Gambar', ref('pictures', true)), price: titled('价格', 'Price', 'Harga', map({ amount: titled('金额', 'Amount', 'Jumlah', { format: 'amount', type: 'string' }), currency: titled('货币', 'Currency', 'Mata uang', { type: 'string' }), kind: titled('方式', 'Kind', 'Jenis', { enum: ['exact', 'from'] }), unit: titled('单位', 'For', 'Untuk', text) }, ['amount', 'currency'])),
      offers: titled('可询价', 'Visitors may ask for an offer', 'Pengunjung boleh meminta penawaran', { type: 'boolean' }) }, ['id', 'title']) }),
    duty: titled('值守', 'Duty times', 'Waktu jaga', { type: 'array', items: map({ starts_at: titled('开始', 'From', 'Mulai', { format: 'date-time', type: 'string' }), ends_at: titled('结束', 'Until', 'Sampai', { format: 'date-time', type: 'string' }), staff: titled('人员', 'Who', 'Siapa', { type: 'string' }), languages: titled('语言', 'Languages', 'Bahasa', languages) }, ['starts_at', 'ends_at']) }),
    slot_minutes: titled('时段长度（分钟）', 'Length of a slot (minutes)', 'Panjang slot (menit)', { type: 'integer' }), illustrative: titled('示意', 'Illustrative', 'Ilustratif', { type: 'boolean' }),
  }, ['title']);
  const exhibition = map({
    text: titled('介绍', 'About', 'Tentang', prose),
    categories: titled('类别', 'Categories', 'Kategori', { type: 'array', items: map({ id: { format: 'id', type: 'string' }, title: titled('名称', 'Name', 'Nama', text) }, ['id', 'title']) }),
    halls: titled('展厅', 'Halls', 'Aula', { type: 'array', items: map({ id: { format: 'id', type: 'string' }, title: titled('名称', 'Name', 'Nama', text), text: titled('介绍', 'About', 'Tentang', prose), width: titled('宽（米）', 'Width (m)', 'Lebar (m)', number), depth: titled('深（米）', 'Depth (m)', 'Kedalaman (m)', number),
      booths: titled('展位', 'Booths', 'Stan', { type: 'array', items: map({ id: { format: 'id', type: 'string' }, exhibitor: ref('exhibitors'), x: number, y: number, width: number, depth: number }, ['id', 'x', 'y', 'width', 'depth']) }) }, ['id', 'title', 'width', 'depth']) }),
  });
  return { ...schema, 'x-files': { ...schema['x-files'], 'exhibition.yaml': 'exhibition', 'exhibitors/*.yaml': 'exhibitor' }, $defs: { ...schema.$defs, exhibition, exhibitor } };
}
export const mockSchema = () => withExhibition(kSchema);
export { profile as mockProfile };

export function makeBooth({ apply, same, valueAt, copy }) {
  let draft = profile();
  let published = copy(draft);
  let revision = 3;
  let seq = 40;
  let away = false;
  const talk = threads();
  let cards = leads();
  const bookings = [
    { id: 'b1', visitor: 'v90b2', name: 'Ann Keller', organisation: 'Keller Wasserbau', starts_at: '2020-07-23T07:40:00Z', ends_at: '2020-07-23T08:00:00Z', state: 'booked', note: 'Reselling in Austria' },
    { id: 'b2', visitor: 'v7f3a', name: 'Budi Santoso', organisation: 'PDAM Surya', starts_at: '2020-07-24T01:20:00Z', ends_at: '2020-07-24T01:40:00Z', state: 'booked', note: '' },
    { id: 'b3', visitor: 'v11c9', name: null, starts_at: '2020-07-23T06:20:00Z', ends_at: '2020-07-23T06:40:00Z', state: 'withdrawn', note: '' },
  ];
  const offers = [
    { id: '1', at: at(-5), visitor: 'v7f3a', name: 'Budi Santoso', product: 'node-9', quantity: 200, text: 'Mohon penawaran untuk 200 unit, dikirim ke Surabaya sebelum September.', state: 'asked', answer: null },
    { id: '2', at: at(-170), visitor: 'v90b2', name: 'Ann Keller', product: 'probe', quantity: 10, text: 'Ten probes with 20 m of cable.', state: 'answered', answer: 'EUR 290 each, in stock.' },
  ];
  const staff = [{ account: 'demo', name: '李娜', signed_in: true }, { account: 'wei', name: '王伟', signed_in: false }];
  const waiting = new Set();
  const happened = [];
  function happens(kind) {
    seq += 1;
    happened.push({ seq, kind });
    for (const wake of [...waiting]) wake();
  }
  const booked = (one) => ({ reason: null, ...one });
  const unread = () => [...talk.values()].reduce((sum, one) => sum + one.unread, 0);
  const conversation = ([visitor, one]) => ({ visitor, name: one.name, messages: one.messages.length, unread: one.unread, last: one.messages[one.messages.length - 1] });
  const mistakes = () => (draft.products ?? []).filter(({ price }) => price && !price.currency).map(({ id }) => ({ file: '', line: 9, path: ['products', { id }, 'price'], what: 'A price has no `currency`.', mend: 'Give a code of three letters, such as CNY.' }));
  const state = () => ({ revision, value: draft, published, changed: !same(draft, published), mistakes: mistakes(),
    pictures: ['logo', 'hall', 'node'].map((name) => ({ name: `qinghe-${name}.webp`, url: `/mock/picture/${name}.svg` })) });

  return {
    exhibitor: 'qinghe',
    /** Beyond the desk: what visitors do, and pictures. */
    mock(path, body) {
      const shot = /^\/mock\/picture\/(\w+)\.svg$/.exec(path);
      if (shot) return { svg: picture(shot[1].length * 70, shot[1]) };
      if (path === '/mock/booth/away') return { away: (away = !away) };
      if (path !== '/mock/booth/say') return null;
      const one = talk.get('v11c9');
      one.messages.push(say(`m${100 + seq}`, -1, 'visitor', body.language ?? 'zh', body.text ?? '在吗？'));
      one.unread += 1;
      happens('message');
      return { seq };
    },
    /** [status, body], null where it is no address of a booth. A promise where the answer is held. */
    answer(method, path, query, body) {
      if (away && path.startsWith('/api/v1/desk/booths')) return [503, { title: 'The server is away' }];
      if (path === '/api/v1/desk/booths') return [200, { booths: [{ exhibitor: 'qinghe', title: profile().title, unread: unread() }, { exhibitor: 'lanting', title: words('兰亭机器人', 'Lanting Robotics', 'Lanting Robotics'), unread: 0 }] }];
      const slots = /^\/api\/v1\/exhibition\/exhibitors\/qinghe\/slots$/.test(path);
      if (slots) {
        const all = draft.duty.flatMap(({ starts_at, ends_at }) => {
          const made = [];
          for (let t = Date.parse(starts_at); t + 1_200_000 <= Date.parse(ends_at); t += 1_200_000) made.push({ starts_at: new Date(t).toISOString(), ends_at: new Date(t + 1_200_000).toISOString(), free: !bookings.some((one) => one.state === 'booked' && Date.parse(one.starts_at) === t) });
          return made;
        });
        return [200, { slot_minutes: 20, slots: all }];
      }
      if (path === '/api/v1/exhibition') return [200, { text: {}, categories: [{ id: 'edge', title: words('边缘计算', 'Edge computing', 'Komputasi tepi') }, { id: 'sensors', title: words('传感器', 'Sensors', 'Sensor') }], halls: [], exhibitors: 1, products: 2 }];
      const found = /^\/api\/v1\/desk\/booths\/([^/]+)(\/.*)?$/.exec(path);
      if (!found) return null;
      if (found[1] !== 'qinghe') return [403, { title: 'This booth is not yours.' }];
      const rest = found[2] ?? '';
      if (rest === '') return [200, { exhibitor: 'qinghe', title: draft.title, seq, visitors_now: 7, shared_now: cards.slice(0, 2).map(({ id, card }) => ({ visitor: id, name: card.name, organisation: card.organisation })), unread: unread(), next_booking: bookings[0].state === 'booked' ? bookings[0] : null, figures: {} }];
      if (rest === '/conversations') return [200, { conversations: [...talk].map(conversation) }];
      const one = /^\/conversations\/([^/]+)(\/messages)?$/.exec(rest);
      if (one) {
        const thread = talk.get(one[1]);
        if (!thread) return [404, { title: 'no such conversation' }];
        if (one[2]) {
          if (/refuse/.test(body.text)) return [422, { title: 'Such words are not taken here.' }];
          if (!thread.messages.some(({ id }) => id === body.id)) thread.messages.push(say(body.id, 0, 'staff', body.language, body.text, '李娜'));
          happens('message');
          return [201, {}];
        }
        thread.unread = 0;
        const most = Number(query.get('most') ?? 100);
        return [200, { visitor: one[1], messages: thread.messages.slice(-most), earlier: Math.max(0, thread.messages.length - most) }];
      }
      if (rest === '/leads') return [200, { leads: cards }];
      const lead = /^\/leads\/([^/]+)$/.exec(rest);
      if (lead) {
        cards = cards.map((card) => (card.id === lead[1] ? { ...card, ...body } : card));
        return [200, cards.find(({ id }) => id === lead[1])];
      }
      if (rest === '/bookings') return [200, { seq, bookings: bookings.map(booked) }];
      const booking = /^\/bookings\/([^/]+)$/.exec(rest);
      if (booking) {
        Object.assign(bookings.find(({ id }) => id === booking[1]), { state: 'cancelled', reason: body.reason });
        happens('booking');
        return [200, {}];
      }
      if (rest === '/offers' && method === 'GET') return [200, { seq, offers }];
      if (rest === '/offers') {
        Object.assign(offers.find(({ id }) => id === body.offer), { state: 'answered', answer: body.text });
        happens('offer');
        return [201, {}];
      }
      if (rest === '/staff') return [200, { staff }];
      if (rest.startsWith('/staff/')) {
        staff.splice(staff.findIndex(({ account }) => rest.endsWith(account)), 1);
        return [200, {}];
      }
      if (rest === '/invitation') return [201, { token: 'k3Jx0n5cT1xkq7ZL2yWm8u', url: '/join/k3Jx0n5cT1xkq7ZL2yWm8u' }];
      if (rest === '/calendar') return [200, { url: '/booth/8Wd0m3Xo2kQvZ1.ics' }];
      if (rest === '/figures') {
        const told = (id, title, text) => ({ id, title, text });
        return [200, {
          days: [[412, 31, 94, 57, 12, 9, 4, 88], [388, 22, 131, 31, 7, 11, 2, 61], [0, 0, null, 0, 0, 3, 0, 0]].map(([visitors, conversations, first_answer_seconds_median, messages_from_visitors, cards, meetings, offers, saved], day) => (
            { day: `2020-07-${23 + day}`, visitors, conversations, first_answer_seconds_median, messages_from_visitors, cards, meetings, offers, saved })),
          definitions: [
            told('visitors', words('观众', 'Visitors', 'Pengunjung'), words('当天打开过展位页面的不同观众。', 'Different visitors whose page of the booth was open on that day.', 'Pengunjung berbeda yang membuka halaman stan pada hari itu.')),
            told('conversations', words('对话', 'Conversations', 'Percakapan'), words('当天开始的对话。', 'Conversations that began on that day.', 'Percakapan yang dimulai pada hari itu.')),
            told('first_answer_seconds_median', words('首次答复', 'First answer', 'Jawaban pertama'), words('从第一条消息到第一次答复的中位时间。', 'Median time from the first message to the first answer.', 'Median waktu dari pesan pertama sampai jawaban pertama.')),
            told('messages_from_visitors', words('观众消息', 'Messages from visitors', 'Pesan pengunjung'), words('观众写下的消息。', 'Messages that visitors wrote.', 'Pesan yang ditulis pengunjung.')),
            told('cards', words('名片', 'Cards', 'Kartu'), words('当天留下且未撤回的名片。', 'Cards left on that day and not withdrawn since.', 'Kartu yang ditinggalkan pada hari itu dan tidak ditarik.')),
            told('meetings', words('洽谈', 'Meetings', 'Pertemuan'), words('当天举行的洽谈。', 'Meetings that take place on that day.', 'Pertemuan yang berlangsung pada hari itu.')),
            told('offers', words('询价', 'Offers', 'Penawaran'), words('当天提出的询价。', 'Requests for an offer made on that day.', 'Permintaan penawaran pada hari itu.')),
            told('saved', words('收藏', 'Saved', 'Disimpan'), words('当天收藏展位或产品的次数。', 'How often the booth or a product was saved on that day.', 'Berapa kali stan atau produk disimpan pada hari itu.')),
          ],
        }];
      }
      if (rest === '/changes') {
        const answer = () => [200, { seq, changes: happened.filter((change) => change.seq > Number(query.get('after'))) }];
        if (answer()[1].changes.length) return answer();
        return new Promise((done) => {
          const wake = () => {
            waiting.delete(wake);
            clearTimeout(timer);
            done(answer());
          };
          const timer = setTimeout(wake, 20_000);
          waiting.add(wake);
        });
      }
      if (rest === '/profile') return [200, state()];
      if (rest === '/profile/edits') {
        const conflicts = body.edits.flatMap(({ op, path: where, value, was }) => {
          if (was === undefined || op === 'insert' || op === 'move') return [];
          const here = valueAt(draft, where);
          return same(here, was) ? [] : [{ path: where, yours: value ?? null, was, now: here ?? null, by: 'mei' }];
        });
        if (conflicts.length) return [409, { title: 'Another editor was here', conflicts }];
        const tried = copy(draft);
        for (const edit of body.edits) {
          const wrong = apply(tried, edit);
          if (wrong) return [422, { title: wrong }];
        }
        draft = tried;
        revision += 1;
        return [200, { revision, mistakes: mistakes() }];
      }
      const sent = /^\/(pictures|documents|films)$/.exec(rest);
      if (sent) {
        const name = query.get('name');
        if (sent[1] === 'documents' && /script/.test(name)) return [422, { title: 'The document has a script in it. Save it without scripts and send it again.' }];
        return [200, { name: sent[1] === 'pictures' ? name.replace(/\.\w+$/, '.webp') : name, revision: (revision += 1) }];
      }
      if (rest === '/publish') {
        published = copy(draft);
        return [200, { version: 2 }];
      }
      return [404, { title: 'no such address' }];
    },
  };
}
