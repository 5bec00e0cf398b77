/**
 * A large conference for work on the pages: 30 stages, 3 days, 300 sessions, 1,000 people, all of it
 * made up and the same every time.
 */
const kTopics = [
  ['industry', '工业互联网', 'Industrial internet', 'Internet industri'],
  ['5g', '5G 与未来网络', '5G and future networks', '5G dan jaringan masa depan'],
  ['ai', '人工智能', 'Artificial intelligence', 'Kecerdasan buatan'],
  ['security', '网络安全', 'Network security', 'Keamanan jaringan'],
  ['cloud', '云与边缘计算', 'Cloud and edge computing', 'Komputasi awan dan tepi'],
];
const kSubjects = [
  ['从试点到规模', 'From pilot to scale', 'Dari uji coba ke skala besar'],
  ['开放标准与互操作', 'Open standards and interoperability', 'Standar terbuka dan interoperabilitas'],
  ['数据要素的流通', 'How data circulates between enterprises', 'Peredaran data antarperusahaan'],
  ['偏远地区的连接', 'Connecting the last villages', 'Menghubungkan desa terakhir'],
  ['能耗与绿色机房', 'Energy and the green machine room', 'Energi dan ruang mesin hijau'],
  ['中小企业的数字化', 'Small firms go digital', 'Usaha kecil menjadi digital'],
  ['隐私计算实践', 'Private computation in practice', 'Komputasi privat dalam praktik'],
  ['下一代应用生态', 'The next ecosystem of applications', 'Ekosistem aplikasi berikutnya'],
];
const kFamily = ['王', '李', '张', '刘', '陈', '杨', '赵', '黄', '周', '吴', '徐', '孙', '马', '朱', '胡', '林'];
const kGiven = ['晓明', '建国', '丽华', '志强', '雨桐', '思远', '海燕', '文博', '若兰', '天宇', '欣怡', '国庆', '永康'];
const kPinyin = ['Wang', 'Li', 'Zhang', 'Liu', 'Chen', 'Yang', 'Zhao', 'Huang', 'Zhou', 'Wu', 'Xu', 'Sun', 'Ma', 'Zhu', 'Hu', 'Lin'];
const kLatin = ['Xiaoming', 'Jianguo', 'Lihua', 'Zhiqiang', 'Yutong', 'Siyuan', 'Haiyan', 'Wenbo', 'Ruolan', 'Tianyu', 'Xinyi', 'Guoqing', 'Yongkang'];

const words = (zh, en, id) => ({ zh, en, id });
const kDays = ['2020-07-23', '2020-07-24', '2020-07-25'];

function sessionsOf(stages, forums, people) {
  const sessions = [];
  for (const [day, date] of kDays.entries()) {
    stages.forEach((stage, row) => {
      // Each stage has its own rhythm; the morning begins at 09:00 Beijing time.
      let minute = (row % 3) * 15;
      const count = (row + day) % 3 === 0 ? 4 : 3;
      for (let n = 0; n < count; n += 1) {
        const number = sessions.length;
        const length = [45, 60, 90, 75][(row + n) % 4];
        const starts = Date.parse(`${date}T01:00:00Z`) + (minute + (n >= 2 ? 120 : 0)) * 60_000;
        const forum = forums[(row + day) % forums.length];
        const [zh, en, id] = kSubjects[(row * 3 + n + day) % kSubjects.length];
        const speakers = Array.from({ length: 2 + (number % 4) }, (_, k) => people[(number * 3 + k * 7) % people.length]);
        sessions.push({
          id: `s${number + 1}`,
          title: words(zh, en, id),
          kind: 'forum', stage: stage.id, forum: forum.id, topic: null, language: number % 5 === 0 ? 'en' : 'zh',
          materials: number % 4 === 0 ? [{ title: words('幻灯片', 'Slides', 'Salindia'), url: 'https://example.org/slides.pdf' }] : [],
          status: number % 37 === 5 ? 'moved' : number % 41 === 7 ? 'cancelled' : 'announced',
          moved_from: number % 37 === 5 ? { starts_at: new Date(starts - 3_600_000).toISOString(), stage: stages[(row + 1) % 30].id } : null,
          sequence: number % 37 === 5 ? 1 : 0,
          day: date, starts_at: new Date(starts).toISOString(), ends_at: new Date(starts + length * 60_000).toISOString(),
          times_illustrative: false, part_of_day: {},
          abstract: words(`合成的示例场次。${zh}：经验、困难与下一步。`, `A synthetic session for rehearsals. ${en}: what worked, what did not, what comes next.`, `Sesi sintetis untuk gladi. ${id}: yang berhasil, yang tidak, dan langkah berikutnya.`),
          moderator: people[(number * 11) % people.length].id,
          order_illustrative: false,
          running_order: speakers.map((person, k) => ({
            id: `item-${k + 1}`, kind: k === 0 ? 'keynote' : 'address', title: words(`${zh}（${k + 1}）`, `${en} (${k + 1})`, `${id} (${k + 1})`),
            person: person.id, organisation: person.organisation, moderator: null, illustrative: false, sources: [],
          })),
          sources: [], state: 'planned', started_at: null, ended_at: null, extended_minutes: 0, replay: null,
        });
        minute += length + 15;
      }
    });
  }
  return sessions;
}

let made = { minute: 0, world: null };

/** Programme, people and stages in the API's shapes, as they are at `now`; made once a minute. */
export function rehearsal(now) {
  const minute = Math.floor(now / 60_000);
  if (made.minute !== minute) made = { minute, world: make(now) };
  return made.world;
}

function make(now) {
  const stages = Array.from({ length: 30 }, (_, n) => ({
    id: `hall-${n + 1}`, title: words(`第 ${n + 1} 会场`, `Hall ${n + 1}`, `Aula ${n + 1}`),
  }));
  const organisations = Array.from({ length: 120 }, (_, n) => ({
    id: `org-${n + 1}`, name: words(`示例机构 ${n + 1}`, `Example Institute ${n + 1}`, `Lembaga Contoh ${n + 1}`),
    text: words('为排演而合成的机构。', 'An organisation made up for rehearsals.', 'Lembaga rekaan untuk gladi.'), links: [], picture: null, sources: [],
  }));
  const people = Array.from({ length: 1000 }, (_, n) => ({
    id: `person-${n + 1}`,
    name: { zh: kFamily[n % 16] + kGiven[(n * 7) % 13], en: `${kLatin[(n * 7) % 13]} ${kPinyin[n % 16]}` },
    title: words('研究员', 'Researcher', 'Peneliti'), organisation: organisations[n % 120].id,
    text: words('为排演而合成的人物。', 'A person made up for rehearsals.', 'Tokoh rekaan untuk gladi.'), picture: null, links: [], sources: [],
  }));
  const topics = kTopics.map(([id, zh, en, ind]) => ({ id, title: words(zh, en, ind) }));
  const forums = Array.from({ length: 15 }, (_, n) => ({
    id: `forum-${n + 1}`, title: words(`${kTopics[n % 5][1]}论坛${n >= 5 ? ` ${Math.floor(n / 5) + 1}` : ''}`, `${kTopics[n % 5][2]}${n >= 5 ? ` ${Math.floor(n / 5) + 1}` : ''}`, `${kTopics[n % 5][3]}${n >= 5 ? ` ${Math.floor(n / 5) + 1}` : ''}`),
    organisation: organisations[n].id, co_hosts: [organisations[n + 20].id, organisations[n + 40].id], topic: topics[n % 5].id, colour: null,
    text: words('为排演而合成的论坛。', 'A forum made up for rehearsals.', 'Forum rekaan untuk gladi.'), sources: [],
  }));
  const sessions = sessionsOf(stages, forums, people);
  const states = stages.map((stage) => ({
    ...stage, state: 'closed', showing: 'slate', session: null, next: null, viewers: null, opened_at: null, live: null, rewind: null, programme_version: 1,
  }));
  for (const session of sessions) {
    const [from, to] = [Date.parse(session.starts_at), Date.parse(session.ends_at)];
    if (session.status === 'cancelled' || now < from) continue;
    Object.assign(session, { state: now < to ? 'live' : 'ended', started_at: session.starts_at });
    const stage = states.find(({ id }) => id === session.stage);
    if (now < to) Object.assign(stage, { state: 'open', showing: 'input', session: { id: session.id, state: 'live', started_at: session.starts_at, ends_at: session.ends_at } });
    else Object.assign(session, { ended_at: session.ends_at, replay: `/replay/${session.id}/index.m3u8` });
  }
  return {
    programme: { version: 1, days: kDays.map((date) => ({ date })), stages, forums, topics, sessions },
    people: { people, organisations }, stages: states,
  };
}
