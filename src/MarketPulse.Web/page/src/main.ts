import { api } from './api';
import { startPage } from './page';

startPage(api);
