import { BarChart } from 'echarts/charts';
import { AriaComponent, GridComponent, TooltipComponent } from 'echarts/components';
import { init, use, type EChartsType } from 'echarts/core';
import { CanvasRenderer } from 'echarts/renderers';

use([BarChart, GridComponent, TooltipComponent, AriaComponent, CanvasRenderer]);

export interface Bar {
  label: string;
  value: number;
  /** As one reads it, above the bar. */
  text: string;
  /** The report's own value. */
  own: boolean;
  /** "More than", "about": the bar's end is not exact. */
  loose: boolean;
}

export interface ChartPlan {
  description: string;
  bars: readonly Bar[];
  /** Set where neighbours may not be compared: the words that stand between them. */
  broken: string | null;
}

/** Draws a series; returns what shows one value, resizes and removes it. */
export function drawSeries(place: HTMLElement, plan: ChartPlan): EChartsType {
  const chart = init(place, undefined, { devicePixelRatio: Math.max(2, devicePixelRatio) });
  const style = getComputedStyle(place);
  const colour = (name: string) => style.getPropertyValue(name).trim();
  const narrow = place.clientWidth < 420;
  chart.setOption({
    animation: !matchMedia('(prefers-reduced-motion: reduce)').matches && !place.classList.contains('paper'),
    aria: { enabled: true, label: { description: plan.description } },
    textStyle: { fontFamily: style.fontFamily, color: colour('--ink-2') },
    grid: { left: 4, right: 4, top: narrow && plan.bars.length > 2 ? 62 : 40, bottom: 4, containLabel: true },
    // The policy of these pages forbids inline styles: the tooltip is drawn, not written as HTML.
    tooltip: {
      trigger: 'axis', renderMode: 'richText', axisPointer: { type: 'shadow', shadowStyle: { color: colour('--line'), opacity: 0.35 } },
      backgroundColor: colour('--surface'), borderColor: colour('--line-strong'), textStyle: { color: colour('--ink') },
      formatter: (items: unknown) => {
        const bar = plan.bars[(items as { dataIndex: number }[])[0]?.dataIndex ?? 0]!;
        return `${bar.label}\n${bar.text}`;
      },
    },
    xAxis: {
      type: 'category', data: plan.bars.map(({ label }) => label), axisTick: { show: false },
      axisLine: { lineStyle: { color: colour('--line-strong') } }, axisLabel: { color: colour('--ink-2'), fontSize: 13, interval: 0 },
      // Between years that may not be compared stands a line, as in a printed table.
      splitLine: { show: plan.broken !== null, showMinLine: false, showMaxLine: false, lineStyle: { type: [4, 4], color: colour('--warn'), width: 1.5 } },
    },
    // Bars begin at zero, or they would lie about their sizes.
    // Each bar says its value: lines across would say it a second time.
    yAxis: { type: 'value', min: 0, max: 'dataMax', splitLine: { show: false }, axisLabel: { show: false } },
    series: [{
      type: 'bar', barMaxWidth: narrow ? 44 : 64, barCategoryGap: '35%',
      label: {
        show: true, position: 'top', width: place.clientWidth / plan.bars.length - (narrow ? 14 : 8), overflow: 'break', lineHeight: narrow ? 15 : 18,
        color: colour('--ink'), fontSize: narrow ? 12 : 14, fontWeight: 600, formatter: ({ dataIndex }: { dataIndex: number }) => plan.bars[dataIndex]!.text,
      },
      data: plan.bars.map(({ value, own, loose }) => ({
        value,
        itemStyle: {
          color: colour(own ? '--accent' : '--line-strong'), borderRadius: [2, 2, 0, 0],
          ...(loose ? { decal: { symbol: 'rect', dashArrayX: [1, 0], dashArrayY: [3, 4], rotation: -Math.PI / 4, color: colour('--surface') } } : {}),
        },
      })),
    }],
  });
  return chart;
}

export function pointAt(chart: EChartsType, index: number): void {
  chart.dispatchAction({ type: 'showTip', seriesIndex: 0, dataIndex: index });
}
