import { LineChart } from 'echarts/charts';
import { AriaComponent, GridComponent, TooltipComponent } from 'echarts/components';
import { init, use, type EChartsType } from 'echarts/core';
import { CanvasRenderer } from 'echarts/renderers';
import type { Minute } from './figures';

use([LineChart, GridComponent, TooltipComponent, AriaComponent, CanvasRenderer]);

export interface ChartWords {
  title: string;
  low: string;
  high: string;
  time: (at: string) => string;
}

/** Draws the curve with its bounds as a band; returns what redraws, resizes and removes it. */
export function drawCurve(place: HTMLElement, curve: readonly Minute[], words: ChartWords): EChartsType {
  const chart = init(place);
  const style = getComputedStyle(place);
  const colour = (name: string) => style.getPropertyValue(name).trim();
  const line = { type: 'line' as const, showSymbol: false };
  chart.setOption({
    animation: !matchMedia('(prefers-reduced-motion: reduce)').matches,
    aria: { enabled: true, label: { description: words.title } },
    textStyle: { fontFamily: style.fontFamily, color: colour('--ink-2') },
    grid: { left: 8, right: 16, top: 16, bottom: 8, containLabel: true },
    // The policy of these pages forbids inline styles: the tooltip is drawn, not written as HTML.
    tooltip: {
      trigger: 'axis', renderMode: 'richText', backgroundColor: colour('--surface'), borderColor: colour('--line-strong'), textStyle: { color: colour('--ink') },
      formatter: (items: unknown) => {
        const minute = curve[(items as { dataIndex: number }[])[0]?.dataIndex ?? 0]!;
        return `${words.time(minute.at)}\n${minute.now} [${minute.low}–${minute.high}]`;
      },
    },
    xAxis: {
      type: 'category', boundaryGap: false, data: curve.map(({ at }) => words.time(at)),
      axisLine: { lineStyle: { color: colour('--line-strong') } }, axisTick: { show: false }, axisLabel: { color: colour('--ink-3'), hideOverlap: true },
    },
    yAxis: { type: 'value', minInterval: 1, splitLine: { lineStyle: { color: colour('--line') } }, axisLabel: { color: colour('--ink-3') } },
    series: [
      { ...line, name: words.low, data: curve.map(({ low }) => low), stack: 'bounds', lineStyle: { opacity: 0 }, itemStyle: { color: colour('--ink-3') } },
      {
        ...line, name: words.high, stack: 'bounds', data: curve.map(({ low, high }) => high - low),
        lineStyle: { opacity: 0 }, areaStyle: { color: colour('--accent'), opacity: 0.25 }, itemStyle: { color: colour('--ink-3') },
      },
      { ...line, name: words.title, data: curve.map(({ now }) => now), lineStyle: { width: 2, color: colour('--accent') }, itemStyle: { color: colour('--accent') } },
    ],
  });
  return chart;
}
