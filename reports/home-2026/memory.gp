# Draws memory.svg: gnuplot memory.gp
set datafile separator "\t"
set datafile missing "?"
set datafile commentschars ""
set encoding utf8
set terminal svg noenhanced size 640,574 font "DejaVu Sans,20"
set output 'memory.svg'
unset key
unset border
unset xtics
unset ytics
set style fill solid 1 noborder
set style textbox noborder
set lmargin at screen 0.02813
set rmargin at screen 0.97188
set bmargin at screen 0.13240
set tmargin at screen 0.88850
set xrange [0:111.821]
set yrange [7:0]
set xtics scale 0 textcolor rgb "#1f2328" ('0' 0, '20' 20, '40' 40, '60' 60, '80' 80, '100' 100)
set grid xtics back lt 1 lw 1 lc rgb "#d0d7de"
set label 'GiB on each device; the line is its limit' at screen 0.5, character 0.75 center textcolor rgb "#1f2328"
set key at screen 0.02, screen 0.99652 left top Left reverse horizontal maxcols 3 samplen 1 width -1 textcolor rgb "#1f2328"
file = 'memory.tsv'
plot file using (0+$6/2):($0+0.68):(0):(0+$6):($0+0.54):($0+0.82) skip 1 with boxxyerror lc rgb "#0072B2" title 'weights', \
     file using ($6+$7/2):($0+0.68):($6):($6+$7):($0+0.54):($0+0.82) skip 1 with boxxyerror lc rgb "#E69F00" title 'KV cache', \
     file using ($6+$7+$8/2):($0+0.68):($6+$7):($6+$7+$8):($0+0.54):($0+0.82) skip 1 with boxxyerror lc rgb "#009E73" title 'buffers', \
     file using ($6+$7+$8+$9/2):($0+0.68):($6+$7+$8):($6+$7+$8+$9):($0+0.54):($0+0.82) skip 1 with boxxyerror lc rgb "#CC79A7" title 'overhead', \
     file using ($6+$7+$8+$9+$10/2):($0+0.68):($6+$7+$8+$9):($6+$7+$8+$9+$10):($0+0.54):($0+0.82) skip 1 with boxxyerror lc rgb "#d0d7de" title 'free', \
     file using 11:($0+0.48):(0):(0.4) skip 1 with vectors nohead lw 4 lc rgb "#1f2328" notitle, \
     file using (0):($0+0.3):4 skip 1 with labels left textcolor rgb "#1f2328" notitle, \
     file using (111.821):($0+0.3):5 skip 1 with labels right textcolor rgb "#1f2328" notitle
unset output
