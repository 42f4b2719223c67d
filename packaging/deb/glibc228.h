/* glibc 2.29 gave these functions new versions, which differ only in how they set errno; every glibc still
   carries the old ones. Asking for the old ones keeps Python loadable where glibc is 2.28. */
#if defined(__x86_64__)
#define LEDGER_OLD "GLIBC_2.2.5"
#elif defined(__aarch64__)
#define LEDGER_OLD "GLIBC_2.17"
#endif
__asm__(".symver pow,pow@" LEDGER_OLD);
__asm__(".symver exp,exp@" LEDGER_OLD);
__asm__(".symver log,log@" LEDGER_OLD);
__asm__(".symver exp2,exp2@" LEDGER_OLD);
__asm__(".symver log2,log2@" LEDGER_OLD);
