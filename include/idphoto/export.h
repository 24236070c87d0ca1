/* Marks the symbols that libidphoto exports; everything else is hidden. */
#ifndef IDPHOTO_EXPORT_H
#define IDPHOTO_EXPORT_H

#if defined(__GNUC__)
#define IDP_EXPORT __attribute__((visibility("default")))
#define IDP_MUST_USE __attribute__((warn_unused_result))
#else
#define IDP_EXPORT
#define IDP_MUST_USE
#endif

#endif
