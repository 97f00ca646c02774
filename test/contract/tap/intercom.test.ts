// tap-intercom keeps the contract of taps.
import { tapIntercom } from './intercom.ts';
import { describeTap } from './suite.ts';

describeTap(tapIntercom);
