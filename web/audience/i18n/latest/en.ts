export const en = {
  all_news: 'All news',
  dismiss: 'Dismiss',
  in_summary: 'Conference in figures',
  just_launched: 'Just launched',
  just_published: 'Just published',
  just_released: 'Just released',
  just_signed: 'Just signed',
  published_here: 'Report and news',
  hour_illustrative: 'hour illustrative',
  read_now: 'Read it now',
  read_report: 'Read the report',
  report: 'Report',
} as const;
