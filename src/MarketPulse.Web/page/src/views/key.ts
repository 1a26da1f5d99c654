// Asks for the access key.

import { saveKey } from '../api';
import { h } from '../dom';
import type { View } from './view';

export function keyForm(again: () => void): View {
  const input = h('input', { id: 'key', type: 'password', required: true, autocomplete: 'off' });
  const submit = (event: Event): void => {
    event.preventDefault();
    saveKey(input.value.trim());
    again();
  };
  return {
    title: 'Access key',
    content: [
      h('form', { class: 'filters', on: { submit } }, h('label', { for: 'key' }, 'Key ', input), h('button', {}, 'Open')),
      h(
        'p',
        { class: 'note' },
        'The data is protected by a key, which you get from whoever deployed MarketPulse. It is kept until you close the tab.',
      ),
    ],
  };
}
