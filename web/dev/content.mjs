import { existsSync, readFileSync } from 'node:fs';

const golden = new URL('../../tests/golden/api/', import.meta.url);
const read = (name) => {
  const file = new URL(`${name}.json`, golden);
  return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : null;
};

const words = (zh, en, id) => ({ zh, en, id });
/** Sources that the golden conference does not list, so that each key is a link. */
export const kSources = Object.fromEntries(
  ['KR', 'JP', 'DATA', 'ATS', 'SEED003', 'ZTCJ', 'PTPEOPLE', 'CACS', 'CACS2019', 'CAICT', 'CNNIC45P', 'PBOC2018', 'BOLONG', 'CGTN', 'MONITOR', 'ISC', 'SHANG']
    .map((key) => [key, { title: `Source ${key}`, url: `https://example.org/${key.toLowerCase()}`, grade: 'A' }]),
);

const year = (span) => ({ span });
const end = (year) => ({ as_of: `${year}-12-31` });

const indicators = [
  {
    id: 'mobile-internet-users', name: words('移动互联网用户规模', 'Mobile internet users', 'Pengguna internet seluler'),
    value: '1.319e9', unit: 'users', period: end(2019), sources: ['KR', 'JP', 'DATA'],
    share: { percent: '32.17', of: words('全球网民总规模', 'the world’s internet users', 'seluruh pengguna internet dunia') },
    note: words('与“网民”（2020年3月为9.04亿）口径不同，不可并入同一序列。', 'Not the same as “netizens” (904 million in March 2020): the two belong to no common series.', 'Bukan “netizen” (904 juta pada Maret 2020): keduanya bukan satu deret.'),
    readings: [
      { value: '1.32e9', text: {}, sources: ['SEED003'] },
      { value: '1.3e9', text: {}, sources: ['ATS'] },
      { text: words('标题称占全球移动互联网用户的三分之一。', 'The headline makes it a third of the world’s mobile internet users.', 'Judulnya menyebut sepertiga pengguna internet seluler dunia.'), sources: ['ATS'] },
    ],
    series: {
      points: [{ period: end(2018), value: '1.31e9', sources: ['PTPEOPLE'] }, { period: { span: '2019-10' }, value: '1.31e9', sources: ['ZTCJ'] }, { period: end(2020), value: '1.6e9', approximate: 'more_than', note: words('2021年版报告', '2021 volume', 'edisi 2021'), sources: ['ZTCJ'] }],
      break_note: words('2021年版的数字等于移动电话用户数。', 'The figure of the 2021 volume equals that of mobile phone users.', 'Angka edisi 2021 sama dengan jumlah pengguna telepon seluler.'),
    },
  },
  {
    id: 'share-of-world-users', name: words('占全球网民总规模', 'Share of the world’s internet users', 'Porsi dari seluruh pengguna di dunia'),
    value: '32.17', unit: 'percent', period: end(2019), sources: ['KR', 'JP', 'DATA', 'SEED003', 'ATS'],
  },
  {
    id: '4g-base-stations', name: words('4G基站总规模', '4G base stations', 'Stasiun pangkalan 4G'), value: '5.44e6', unit: 'base_stations',
    period: end(2019), share: { percent: '50', approximate: 'more_than', of: words('全球4G基站', 'all 4G base stations in the world', 'seluruh stasiun 4G di dunia') }, sources: ['KR'],
  },
  {
    id: 'mobile-data', name: words('移动互联网接入流量消费', 'Mobile internet data consumption', 'Konsumsi data internet seluler'), value: '122e9',
    unit: 'gigabytes', period: year('2019'), growth: { percent: '71.6', basis: words('同比', 'on 2018', 'dibanding 2018') }, sources: ['KR', 'DATA'],
    series: { points: [{ period: year('2018'), value: '71.1e9', sources: ['PTPEOPLE'] }] },
  },
  {
    id: 'e-commerce', name: words('电子商务交易规模', 'E-commerce transaction volume', 'Total volume transaksi e-commerce'), value: '34.81e12',
    unit: 'CNY', period: year('2019'), rank: { place: 1, among: words('全球', 'in the world', 'di dunia') }, growth: { percent: '6.7', basis: words('同比', 'on 2018', 'dibanding 2018'), sources: ['CACS'] },
    sources: ['KR', 'JP', 'SEED003', 'ATS'],
  },
  {
    id: 'online-payment', name: words('网络支付交易额', 'Online payment transaction volume', 'Volume transaksi pembayaran online'), value: '249.88e12', unit: 'CNY',
    period: year('2019'), sources: ['KR', 'JP', 'SEED003', 'ATS'],
    readings: [{ value: '24.988e12', text: words('小一个数量级，应为笔误（推断）。', 'Ten times too small: a slip (inferred).', 'Sepuluh kali terlalu kecil: salah tulis (kesimpulan).'), sources: ['CNNIC45P'] }],
    series: { points: [{ period: year('2018'), value: '208.07e12', sources: ['PBOC2018'] }] },
  },
  {
    id: 'digital-economy', name: words('全国数字经济增加值规模', 'Digital economy value added', 'Nilai tambah ekonomi digital'), value: '35.8e12', unit: 'CNY',
    period: year('2019'), rank: { place: 2, among: words('全球', 'in the world', 'di dunia') }, growth: { percent: '15.6', basis: words('可比口径', 'on a comparable basis', 'atas dasar yang sebanding'), sources: ['CAICT'] },
    sources: ['KR', 'JP', 'DATA', 'SEED003', 'ATS'],
    readings: [{ text: words('按31.3万亿元相除为14.4%（推断），与可比口径的15.6%不同。', 'Dividing by the 31.3 trillion of 2018 gives 14.4% (inferred), not the 15.6% on a comparable basis.', 'Dibagi 31,3 triliun pada 2018 hasilnya 14,4% (kesimpulan), bukan 15,6% atas dasar yang sebanding.'), sources: ['CACS2019', 'CAICT'] }],
    series: { points: [{ period: year('2018'), value: '31.3e12', sources: ['CACS2019'] }, { period: year('2020'), value: '39.2e12', note: words('2021年版报告', '2021 volume', 'edisi 2021'), sources: ['ZTCJ'] }] },
  },
];

const rates = [
  { id: 'cny-idr', from: 'CNY', to: 'IDR', rate: '2080.962', date: '2020-07-24', inferred: true, sources: ['BOLONG'], note: words('由报道的三组金额推算。', 'Worked out from the three amounts of the article.', 'Dihitung dari tiga nilai dalam artikel.') },
  { id: 'usd-cny-cgtn', from: 'USD', to: 'CNY', rate: '6.51', date: '2020-11-24', inferred: true, sources: ['CGTN'], note: {} },
  { id: 'usd-cny-monitor', from: 'USD', to: 'CNY', rate: '6.57', date: '2020-11-24', inferred: true, sources: ['MONITOR'], note: {} },
];

const report = {
  id: 'cidr-2020', title: words('中国互联网发展报告2020', 'China Internet Development Report 2020', 'Laporan Perkembangan Internet Tiongkok 2020'),
  organisation: 'isc', released_at: '2020-07-23T12:40:00.000Z', illustrative: false, our_wording: ['en', 'id'], sources: ['ISC', 'DATA'],
  summary: words('中国互联网协会编纂，于2020年7月23日大会期间“云发布”。', 'Compiled by the Internet Society of China and released online during the conference on 23 July 2020.', 'Disusun oleh Internet Society of China dan dirilis secara daring dalam konferensi pada 23 Juli 2020.'),
  chapters: [
    {
      id: 'environment', title: words('外部环境', 'The environment', 'Lingkungan'), sources: ['ISC', 'KR'],
      html: words('<p>新型网络基础设施与云计算、大数据、人工智能、虚拟现实等技术为互联网注入新活力。</p><p>4G基站达<strong>544万个</strong>，占全球一半以上。</p>', '<p>New network infrastructure together with cloud computing, big data, artificial intelligence and virtual reality gave the internet new vitality.</p><p>There were <strong>5.44 million</strong> 4G base stations, more than half of all in the world.</p>', '<p>Infrastruktur jaringan baru bersama komputasi awan, data besar, kecerdasan buatan, dan realitas virtual memberi internet daya hidup baru.</p><p>Ada <strong>5,44 juta</strong> stasiun pangkalan 4G, lebih dari separuh di dunia.</p>'),
    },
    {
      id: 'applications', title: words('应用发展', 'Applications', 'Penerapan'), sources: ['ISC'],
      html: words('<p>“互联网+”持续提升传统产业，细分市场稳步增长，新产品、新业态与新服务模式不断涌现。</p><ul><li>电子商务交易规模34.81万亿元</li><li>网络支付交易额249.88万亿元</li></ul>', '<p>“Internet Plus” keeps upgrading traditional industries; segment markets grew steadily; new products, formats and service models kept appearing.</p><ul><li>E-commerce: CN¥34.81 trillion</li><li>Online payment: CN¥249.88 trillion</li></ul>', '<p>“Internet Plus” terus meningkatkan industri tradisional; pasar-pasar segmen tumbuh stabil; produk, bentuk, dan layanan baru terus muncul.</p><ul><li>E-commerce: Rp72.438 triliun</li><li>Pembayaran online: Rp519.991 triliun</li></ul>'),
    },
  ],
  indicators, rates,
};

const posts = [
  {
    slug: 'report-released', title: { ...words('《中国互联网发展报告2020》发布', 'China Internet Development Report 2020 released', 'Laporan Perkembangan Internet Tiongkok 2020 dirilis'), ja: '「中国インターネット発展報告2020」発表', ko: '중국 인터넷 발전 보고서 2020 발표', it: 'Pubblicato il rapporto 2020 su internet in Cina' },
    summary: words('2019年底移动互联网用户达13.19亿。', 'Mobile internet users reached 1.32 billion at the end of 2019.', 'Pengguna internet seluler mencapai 1,32 miliar pada akhir 2019.'),
    published_at: '2020-07-23T12:40:00.000Z', languages: ['zh', 'en', 'id', 'ja', 'ko', 'it'], picture: null,
    html: { ...words('<p>何桂立在开幕论坛上发布报告：电子商务交易规模34.81万亿元，网络支付交易额249.88万亿元。</p>', '<p>He Guili released the report at the opening forum: e-commerce of CN¥34.81 trillion and online payments of CN¥249.88 trillion.</p><p>The value added of the digital economy was CN¥35.8 trillion, second in the world.</p>', '<p>He Guili merilis laporan pada forum pembukaan: e-commerce Rp72.438 triliun dan pembayaran online Rp519.991 triliun.</p><p>Nilai tambah ekonomi digital Rp74.498 triliun, kedua di dunia.</p>'), ja: '<p>モバイルインターネットユーザー数は13億1900万人。</p>', ko: '<p>모바일 인터넷 사용자 규모는 13억 1,900만 명.</p>', it: '<p>Gli utenti connessi alla rete mobile sono 1,32 miliardi.</p>' },
    quotes: [{ text: words('“互联网+”持续提升传统产业。', '“Internet Plus” keeps upgrading traditional industries.', '“Internet Plus” terus meningkatkan industri tradisional.'), paraphrase: true, person: 'he-guili', session: 'opening-forum', item: 'release', url: '/session/opening-forum?t=1200', sources: ['ISC', 'KR'] }],
    pictures: [], press_kit: [{ title: words('核心数据（CSV）', 'Key figures (CSV)', 'Angka utama (CSV)'), url: '/api/v1/reports/cidr-2020/indicators.csv' }],
    source: { id: { key: 'BOLONG', title: 'Bolong.id', url: 'https://bolong.id/yh/0720/', grade: 'B' }, zh: { key: 'DATA', title: 'yzdxgh.cn', url: 'https://www.yzdxgh.cn/wlcy/13265.html', grade: 'C' } },
    our_wording: ['zh', 'en', 'id', 'ja', 'ko', 'it'], sources: ['ISC', 'KR', 'BOLONG'],
  },
  {
    slug: 'opening', title: words('第十九届中国互联网大会在云端开幕', 'The 19th China Internet Conference opens online', 'Konferensi Internet Tiongkok ke-19 dibuka secara daring'),
    summary: words('苗圩视频致辞，尚冰致欢迎辞。', 'Miao Wei spoke by video; Shang Bing gave the welcome address.', 'Miao Wei berbicara lewat video; Shang Bing menyampaikan sambutan.'),
    published_at: '2020-07-23T07:10:00.000Z', languages: ['zh', 'en', 'id'], picture: null,
    html: words('<p>大会为期三天，设线上论坛、线上展览和特色活动三个板块。</p>', '<p>The conference lasts three days and has three sections: online forums, online exhibitions and special events.</p>', '<p>Konferensi berlangsung tiga hari dan memiliki tiga bagian: forum daring, pameran daring, dan acara khusus.</p>'),
    quotes: [], pictures: [], press_kit: [], source: {}, our_wording: ['en', 'id'], sources: ['ISC', 'SHANG'],
  },
];

const figure = (id, name, value, definition, [low, high] = [null, null]) =>
  ({ id, unit: 'viewers', name, value, low, high, definition, source: words('本服务器的计数器', 'This server’s counters', 'Penghitung server ini') });

const summary = {
  final: true, as_of: '2020-07-25T10:00:00.000Z',
  measured: [],
  sessions: [['opening-ceremony', 6210.4, 8120, 12044, 310], ['opening-forum', 4188.2, 5011, 9120, 288]].map(([id, average, peak, devices, accounts]) => ({
    id, title: {}, figures: [
      figure('average_minute_audience', words('平均每分钟观众', 'Average audience', 'Rata-rata penonton'), average, words('全部观众的观看秒数除以计入的场次秒数。', 'Seconds watched by all viewers, divided by the seconds of the session that were counted.', 'Detik tonton semua penonton dibagi detik sesi yang dihitung.'), [average * 0.97, average * 1.02]),
      figure('peak', words('峰值', 'Peak', 'Puncak'), peak, words('整分钟平均值的最高者。', 'The highest mean of a whole minute.', 'Rata-rata satu menit penuh yang tertinggi.')),
      figure('unique_devices', words('设备数', 'Devices', 'Perangkat'), devices, words('播放过该场次的设备，精确值。', 'Devices that showed the session, exact.', 'Perangkat yang menampilkan sesi, tepat.')),
      figure('accounts', words('账号数', 'Accounts', 'Akun'), accounts, words('其中登录的账号，精确值。', 'Accounts among them, exact.', 'Akun di antaranya, tepat.')),
    ],
  })),
  declared: [{ id: 'opening', text: words('开幕式线上观众超过1000万。', 'Online viewers of the opening ceremony exceeded 10 million.', 'Penonton daring upacara pembukaan melebihi 10 juta.'), of: words('仅开幕式', 'the opening ceremony only', 'hanya upacara pembukaan'), viewers: '1e7', approximate: 'more_than', session: 'opening-ceremony', sources: ['ISC'] }],
};

const kCite = {
  apa: 'Internet Society of China. (2020). China Internet Development Report 2020. https://example.org/report/cidr-2020',
  gbt7714: '中国互联网协会. 中国互联网发展报告2020[R/OL]. (2020-07-23)[2020-07-25]. https://example.org/report/cidr-2020.',
  bibtex: '@techreport{cidr-2020,\n  title = {China Internet Development Report 2020},\n  institution = {Internet Society of China},\n  year = {2020},\n  url = {https://example.org/report/cidr-2020}\n}',
};

/** Reports, news and summary: the golden files where there are some; `out` is when the report came out. */
export function makeContent() {
  let hidden = false;
  const reports = () => (hidden ? [] : [report]);
  const news = () => (hidden ? posts.slice(1) : posts);
  const line = ({ id, title, organisation, summary: about, released_at }) => ({ id, title, organisation, summary: about, released_at, url: `/report/${id}` });
  return {
    hide: (on) => (hidden = on),
    /** What the API answers, or null where it has nothing. */
    answer(path, query) {
      if (path === '/api/v1/reports') return hidden ? { reports: [] } : (read('reports') ?? { reports: reports().map(line) });
      if (path === '/api/v1/news') return (hidden ? null : read('news')) ?? { posts: news() };
      if (path === '/api/v1/summary') return read('summary') ?? summary;
      const cite = /^\/api\/v1\/reports\/([^/]+)\/cite$/.exec(path);
      if (cite) return hidden ? null : { text: kCite[query.get('style')] ?? '' };
      const one = /^\/api\/v1\/reports\/([^/]+)$/.exec(path);
      const made = hidden ? null : read('report');
      if (one) return made?.id === one[1] ? made : (reports().find(({ id }) => id === one[1]) ?? null);
      const post = /^\/api\/v1\/news\/([^/]+)$/.exec(path);
      const written = hidden ? null : read('post');
      if (post) return written?.slug === post[1] ? written : (news().find(({ slug }) => slug === post[1]) ?? null);
      return undefined;
    },
  };
}
