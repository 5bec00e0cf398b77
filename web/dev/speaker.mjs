/** A speaker's page for work on it: the token `demo` holds, every other was withdrawn. */
export function speaker(token, { programme, people }, query) {
  if (token !== 'demo') return null;
  const wanted = query.get('person');
  const session = programme.sessions.find(({ state }) => state !== 'ended') ?? programme.sessions[0];
  const person = people.people.find(({ id }) => id === (wanted ?? session?.moderator ?? session?.running_order[0]?.person)) ?? people.people[0];
  const takes = ({ moderator, running_order }) => moderator === person.id || running_order.some((item) => item.person === person.id);
  return {
    person,
    sessions: programme.sessions.filter(takes),
    input: { server: 'rtmp://conference.example.org:1935/live', stage: session.stage, input: 'speaker-home', key_made: false },
    preview: { stage: session.stage, picture: `/api/v1/speaker/${token}/picture.jpg`, delay_ms: 1500 },
    questions: [
      { id: 'q1', text: '工业互联网的标准什么时候可以统一？', name: '小林', votes: 41, answered: false },
      { id: 'q2', text: 'How do small firms pay for it?', name: 'Ann', votes: 17, answered: false },
      { id: 'q3', text: 'Apakah salindia akan dibagikan?', name: null, votes: 3, answered: true },
    ],
    pending: null,
  };
}
