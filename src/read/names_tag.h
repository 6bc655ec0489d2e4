/* names_tag.h: tags that do not say which model they mean: those of ollama (deepseek-r1:8b, gemma4:latest), and
   versions without their point (qwen38). */
#ifndef NAMES_TAG_H
#define NAMES_TAG_H

#include "names_rank.h"

/* Fills near with the records that the tag may mean. Returns how many they are; 0: the tag is clear. A tag ":latest"
   without a size means one size of the family, which is often not the one that the family's name means elsewhere. */
size_t names_tag_several(const struct names_rank_search *s, const char *text, const void **near, size_t most);

/* Fills near with the models that have the words if a version without a point gets one: qwen3.8-27b for "qwen38 27b".
   llama.cpp writes qwen35 for the versions after 3.5, too. Returns how many they are. */
size_t names_tag_joined(const struct names_rank_search *s, const void **near, size_t most);

#endif
