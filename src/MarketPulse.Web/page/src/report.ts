// A report is the same page over the rows in its file.

import { embedded, type ReportData } from './embedded';
import { startPage } from './page';

const data = JSON.parse(document.getElementById('data')!.textContent) as ReportData & {
  remark: string;
  verification: string[];
  start: string;
};
if (location.hash === '' && data.start !== '') {
  location.hash = data.start;
}

startPage(embedded(data), [data.remark, ...data.verification]);
