import { SignIn, type SignInProps } from '../../components/people/sign-in.tsx';
import type { Texts } from '../../i18n/ru.ts';

/** The panel of somebody who is not signed in yet. */
export function SignInPage(props: Pick<SignInProps, 'session' | 'state' | 'onOptions'> & { texts: Texts }) {
  const { panelTitle, panelText } = props.texts.signIn;
  return <SignIn {...props} title={panelTitle} text={panelText} />;
}
