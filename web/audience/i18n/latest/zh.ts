import type { Entries } from '.';

export const zh: Entries = {
  all_news: '全部新闻',
  dismiss: '关闭',
  in_summary: '数字大会',
  just_launched: '刚刚亮相',
  just_published: '最新消息',
  just_released: '刚刚发布',
  just_signed: '刚刚签署',
  published_here: '报告与新闻',
  hour_illustrative: '时刻为示意',
  read_now: '立即阅读',
  read_report: '阅读报告',
  report: '报告',
};
