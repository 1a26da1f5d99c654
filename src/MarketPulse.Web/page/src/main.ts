import { ApiError, read, saveKey, type TradeEvent } from './api';

const main = document.getElementById('main')!;

async function show(): Promise<void> {
  try {
    const events = await read<{ value: TradeEvent[] }>('./api/events');
    main.replaceChildren(events.value.length === 0 ? paragraph('No events yet.') : table(events.value.reverse()));
  } catch (error) {
    main.replaceChildren(error instanceof ApiError && error.status === 401 ? keyForm() : paragraph(String(error)));
  }
}

function table(events: TradeEvent[]): HTMLElement {
  const element = document.createElement('table');
  element.createCaption().textContent = 'Events, latest first';
  const head = element.createTHead().insertRow();
  for (const name of ['Time (UTC)', 'Stance', 'Intensity', 'Headline']) {
    const cell = document.createElement('th');
    cell.scope = 'col';
    cell.textContent = name;
    head.append(cell);
  }

  const body = element.createTBody();
  for (const event of events) {
    const row = body.insertRow();
    for (const text of [event.eventtimeutc, event.stance, event.intensity.toFixed(0), event.headline]) {
      row.insertCell().textContent = text;
    }
  }

  return element;
}

function keyForm(): HTMLElement {
  const form = document.createElement('form');
  const label = document.createElement('label');
  const input = document.createElement('input');
  const button = document.createElement('button');
  label.textContent = 'Access key ';
  input.type = 'password';
  input.required = true;
  button.textContent = 'Open';
  label.append(input);
  form.append(label, button);
  form.addEventListener('submit', (submit) => {
    submit.preventDefault();
    saveKey(input.value);
    void show();
  });
  return form;
}

function paragraph(text: string): HTMLElement {
  const element = document.createElement('p');
  element.setAttribute('role', 'status');
  element.textContent = text;
  return element;
}

void show();
